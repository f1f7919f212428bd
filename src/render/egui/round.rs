//! Boxes with round corners as triangles.
//!
//! A view has thousands of them, so they go straight into a mesh, at a fraction
//! of the time that egui's own path of one takes. Their sides lie on whole
//! pixels and are sharp; the corners fade over one pixel, half of it outside.

use std::f32::consts::{FRAC_1_SQRT_2, FRAC_PI_8};

use eframe::egui::epaint::Mesh;
use eframe::egui::{Color32, Pos2, Rect, Vec2};

/// Corners up to this many pixels are drawn with one point between their ends;
/// larger ones with three.
const SMALL: f32 = 3.0;

/// Adds a box; `pixel` is the size of a pixel in points.
pub(super) fn add_box(mesh: &mut Mesh, rect: Rect, radius: f32, fill: Color32, pixel: f32) {
    if fill == Color32::TRANSPARENT || rect.is_negative() {
        return;
    }
    let radius = radius.min(0.5 * rect.width()).min(0.5 * rect.height());
    let diagonal = Vec2::splat(FRAC_1_SQRT_2);
    let (sin, cos) = FRAC_PI_8.sin_cos();
    let between: &[Vec2] = match radius <= SMALL * pixel {
        true => &[diagonal],
        false => &[Vec2::new(cos, sin), diagonal, Vec2::new(sin, cos)],
    };
    let (inner, outer) = ((radius - 0.5 * pixel).max(0.0), radius + 0.5 * pixel);
    let (min, max) = (rect.min, rect.max);
    // Clockwise from the right bottom one; each is gone through from the side
    // that the one before ended on.
    let corners = [
        (Pos2::new(max.x - radius, max.y - radius), 1.0, 1.0),
        (Pos2::new(min.x + radius, max.y - radius), -1.0, 1.0),
        (Pos2::new(min.x + radius, min.y + radius), -1.0, -1.0),
        (Pos2::new(max.x - radius, min.y + radius), 1.0, -1.0),
    ];
    // Of each corner: two ends, and the points between, solid and faded.
    let own = 2 + 2 * between.len() as u32;
    let first = mesh.vertices.len() as u32;
    mesh.reserve_vertices(4 * own as usize);
    mesh.reserve_triangles(4 * (3 * between.len() + 4));
    for (nth, (center, x, y)) in corners.into_iter().enumerate() {
        let start = mesh.vertices.len() as u32;
        let is_turned = nth % 2 == 1;
        let turned = |v: Vec2| match is_turned {
            true => Vec2::new(v.y * x, v.x * y),
            false => Vec2::new(v.x * x, v.y * y),
        };
        mesh.colored_vertex(center + radius * turned(Vec2::RIGHT), fill);
        let mut before = start;
        for direction in between {
            let out = turned(*direction);
            let at = mesh.vertices.len() as u32;
            mesh.colored_vertex(center + inner * out, fill);
            mesh.colored_vertex(center + outer * out, Color32::TRANSPARENT);
            if before != start {
                mesh.add_triangle(before, before + 1, at + 1);
            }
            mesh.add_triangle(before, at + 1, at);
            before = at;
        }
        let end = mesh.vertices.len() as u32;
        mesh.colored_vertex(center + radius * turned(Vec2::DOWN), fill);
        mesh.add_triangle(before, before + 1, end);
        // The solid part, as seen from the first point.
        let mut last = start;
        for at in (start + 1..end).step_by(2).chain([end]) {
            if last != first {
                mesh.add_triangle(first, last, at);
            }
            last = at;
        }
        if nth < 3 {
            mesh.add_triangle(first, end, start + own);
        }
    }
}
