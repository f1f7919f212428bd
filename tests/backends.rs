//! One scene through every pixel output: the same things at the same places.

#![expect(clippy::unwrap_used, reason = "tests")]

use eframe::egui::epaint::{ClippedShape, TextShape};
use eframe::egui::{self, Pos2, Shape};
use proptest::prelude::*;
use tarikh::render::egui::{GalleyCache, fonts, paint};
use tarikh::render::png::rgba;
use tarikh::scene::style::Color;
use tarikh::scene::{Item, Point, Rect, Scene, Stroke};
use tarikh::text::{Shaper, Weight};

const INK: Color = Color::hex(0x102030);
const WHITE: Color = Color::hex(0xffffff);

fn at(x: f32, y: f32) -> Point {
    Point { x, y }
}

fn text(at: Point, text: &str, size: f32, weight: Weight) -> Item {
    Item::Text {
        at,
        text: text.to_owned(),
        size,
        weight,
        color: INK,
    }
}

/// Every kind of item that shows something, with a name for messages.
fn items() -> Vec<(&'static str, Item)> {
    let dotted = Stroke {
        color: INK,
        width: 2.0,
        dotted: true,
    };
    let rect = Rect::new(20.3, 30.2, 80.6, 50.4);
    let boxed = |radius, fill, stroke| Item::Rect {
        rect,
        radius,
        fill,
        stroke,
    };
    let disc = |fill, stroke| Item::Disc {
        center: at(60.0, 60.0),
        radius: 12.0,
        fill,
        stroke,
    };
    let line = |from, to, stroke| Item::Line { from, to, stroke };
    let solid = Stroke::solid(INK, 1.0);
    let triangle = vec![at(20.0, 20.0), at(60.0, 40.0), at(20.0, 60.0)];
    vec![
        ("box", boxed(0.0, Some(INK), None)),
        ("round box", boxed(5.0, Some(INK), None)),
        ("outline", boxed(0.0, None, Some(solid))),
        (
            "round outline",
            boxed(4.0, Some(WHITE), Some(Stroke::solid(INK, 2.0))),
        ),
        ("dotted outline", boxed(0.0, None, Some(dotted))),
        (
            "fade",
            Item::Fade {
                rect,
                left: INK,
                right: INK.with_alpha(60),
            },
        ),
        ("disc", disc(Some(INK), None)),
        ("ring", disc(None, Some(Stroke::solid(INK, 2.0)))),
        ("dotted ring", disc(Some(WHITE), Some(dotted))),
        ("upright line", line(at(40.2, 10.0), at(40.2, 90.0), solid)),
        (
            "level line",
            line(at(10.0, 40.7), at(90.0, 40.7), Stroke::solid(INK, 2.0)),
        ),
        (
            "slanted line",
            line(at(10.0, 10.0), at(90.0, 70.0), Stroke::solid(INK, 2.0)),
        ),
        ("dotted line", line(at(10.0, 40.0), at(90.0, 40.0), dotted)),
        (
            "triangle",
            Item::Polygon {
                points: triangle,
                fill: INK,
            },
        ),
        (
            "columns",
            Item::Quads {
                rects: vec![
                    Rect::new(10.0, 30.0, 11.0, 60.0),
                    Rect::new(40.0, 20.0, 44.5, 60.0),
                ],
                fill: INK,
            },
        ),
        (
            "Latin",
            text(at(10.0, 50.0), "Kabul, 1978", 16.0, Weight::Regular),
        ),
        (
            "Cyrillic",
            text(at(10.0, 50.0), "Революция", 14.0, Weight::Bold),
        ),
        (
            "Dari",
            text(at(10.0, 50.0), "جنگ افغانستان", 16.0, Weight::Regular),
        ),
        (
            "Pashto",
            text(at(10.3, 50.6), "د ثور انقلاب", 20.0, Weight::Bold),
        ),
    ]
}

fn scene(items: Vec<Item>) -> Scene {
    Scene {
        width: 140.0,
        height: 100.0,
        background: WHITE,
        items,
        hits: Vec::new(),
    }
}

/// What egui is given for a scene at that scale, without the background.
fn shapes(scene: &Scene, scale: f32, origin: Pos2) -> Vec<ClippedShape> {
    shapes_and_glyphs(scene, scale, origin).0
}

/// The shapes, and the image of the glyphs that their text refers to.
fn shapes_and_glyphs(
    scene: &Scene,
    scale: f32,
    origin: Pos2,
) -> (Vec<ClippedShape>, egui::ColorImage) {
    let context = egui::Context::default();
    context.set_fonts(fonts());
    context.set_pixels_per_point(scale);
    let mut cache = GalleyCache::default();
    let mut shapes: Vec<ClippedShape> = Vec::new();
    for _ in 0..2 {
        let output = context.run_ui(egui::RawInput::default(), |ui| {
            paint(scene, ui.painter(), origin, &mut cache);
        });
        shapes.clone_from(&output.shapes);
        output.drop_without_applying_deltas();
    }
    shapes.remove(0);
    let shapes = shapes.into_iter().flat_map(|clipped| {
        let shapes = match &clipped.shape {
            Shape::Vec(shapes) => shapes.clone(),
            shape => vec![shape.clone()],
        };
        let with = move |shape| ClippedShape {
            shape,
            ..clipped.clone()
        };
        shapes.into_iter().map(with)
    });
    let shapes = shapes.collect();
    (shapes, context.fonts(|fonts| fonts.image()))
}

/// The box around the ink of a text shape, in scene pixels.
fn text_ink(text: &TextShape, glyphs: &egui::ColorImage) -> egui::Rect {
    let pixel = 1.0 / text.galley.pixels_per_point;
    let mut around = egui::Rect::NOTHING;
    for row in &text.galley.rows {
        let start = text.pos + row.pos.to_vec2();
        for quad in row.visuals.mesh.vertices.chunks_exact(4) {
            let (from, to) = (quad[0].uv, quad[3].uv);
            for y in from.y as usize..to.y as usize {
                for x in from.x as usize..to.x as usize {
                    if glyphs[(x, y)].a() > 30 {
                        let step = pixel * egui::vec2(x as f32 - from.x, y as f32 - from.y);
                        let corner = start + quad[0].pos.to_vec2() + step;
                        around |= egui::Rect::from_min_size(corner, egui::Vec2::splat(pixel));
                    }
                }
            }
        }
    }
    around
}

/// The box around everything that is not white, in scene pixels.
fn ink(scene: &Scene, scale: f32) -> Option<Rect> {
    let pixels = rgba(scene, scale, &mut Shaper::new()).unwrap();
    let mut around: Option<Rect> = None;
    for (n, pixel) in pixels.rgba.chunks_exact(4).enumerate() {
        // Fainter than this is the far edge of an antialiased curve.
        if pixel[0] < 225 {
            let n = n as u32;
            let (x, y) = ((n % pixels.width) as f32, (n / pixels.width) as f32);
            let here = Rect::new(x / scale, y / scale, (x + 1.0) / scale, (y + 1.0) / scale);
            around = Some(around.map_or(here, |a| {
                Rect::new(
                    a.x0.min(here.x0),
                    a.y0.min(here.y0),
                    a.x1.max(here.x1),
                    a.y1.max(here.y1),
                )
            }));
        }
    }
    around
}

/// Where egui puts a shape, in scene pixels.
fn place(shape: &Shape) -> egui::Rect {
    match shape {
        Shape::Text(text) => text.galley.mesh_bounds.translate(text.pos.to_vec2()),
        Shape::Vec(shapes) => {
            let visible = shapes.iter().map(place).filter(|rect| rect.is_positive());
            visible.fold(egui::Rect::NOTHING, |around, rect| around | rect)
        }
        // egui counts the width of the outline twice as far as it shows.
        Shape::Circle(circle) => {
            egui::Rect::from_center_size(circle.center, egui::Vec2::splat(2.0 * circle.radius))
                .expand(circle.stroke.width / 2.0)
        }
        // Its own bounds grow along the line too, where a line has no ink.
        Shape::LineSegment { points, stroke } => {
            let side = stroke.width / 2.0 * (points[1] - points[0]).normalized().rot90();
            let corners = points.map(|point| [point + side, point - side]);
            egui::Rect::from_points(corners.as_flattened())
        }
        other => other.visual_bounding_rect(),
    }
}

#[test]
fn window_and_picture_show_the_same_things_at_the_same_places() {
    for scale in [1.0, 1.5, 2.0] {
        for (name, item) in items() {
            let scene = scene(vec![item]);
            let (shapes, glyphs) = shapes_and_glyphs(&scene, scale, Pos2::ZERO);
            assert_eq!(shapes.len(), 1, "{name}");
            let window = match &shapes[0].shape {
                Shape::Text(text) => text_ink(text, &glyphs),
                other => place(other),
            };
            let picture = ink(&scene, scale).unwrap();
            // A pixel for antialiasing and the window's hinting.
            let near = |a: f32, b: f32| (a - b).abs() <= 1.05 / scale;
            assert!(
                near(window.min.x, picture.x0)
                    && near(window.min.y, picture.y0)
                    && near(window.max.x, picture.x1)
                    && near(window.max.y, picture.y1),
                "{name} at scale {scale}: window {window:?}, picture {picture:?}"
            );
        }
    }
}

#[test]
fn plain_boxes_share_a_mesh_and_every_other_item_is_one_shape() {
    let (plain, others): (Vec<Item>, Vec<Item>) =
        items().into_iter().map(|(_, item)| item).partition(|item| {
            matches!(
                item,
                Item::Rect { stroke: None, .. } | Item::Quads { .. } | Item::Fade { .. }
            )
        });
    assert!(plain.len() > 3);
    assert_eq!(shapes(&scene(plain.clone()), 1.0, Pos2::ZERO).len(), 1);
    let count = others.len();
    assert_eq!(shapes(&scene(others.clone()), 1.0, Pos2::ZERO).len(), count);
    // What lies over another item stays over it.
    let mixed = vec![plain[0].clone(), others[0].clone(), plain[1].clone()];
    assert_eq!(shapes(&scene(mixed), 1.0, Pos2::ZERO).len(), 3);
}

#[test]
fn a_scene_can_be_anywhere_in_the_window() {
    for (name, item) in items() {
        let scene = scene(vec![item]);
        let here = shapes(&scene, 1.0, Pos2::ZERO);
        let there = shapes(&scene, 1.0, Pos2::new(200.0, 30.0));
        let moved = place(&here[0].shape).translate(egui::vec2(200.0, 30.0));
        let off = place(&there[0].shape).min - moved.min;
        assert!(off.length() < 0.01, "{name}: {off:?}");
    }
}

#[test]
fn what_is_out_of_sight_or_has_no_place_is_not_painted() {
    let nan = f32::NAN;
    let solid = Stroke::solid(INK, 1.0);
    let far = vec![
        Item::Rect {
            rect: Rect::new(900.0, 0.0, 950.0, 10.0),
            radius: 0.0,
            fill: Some(INK),
            stroke: None,
        },
        Item::Rect {
            rect: Rect {
                x0: nan,
                y0: 0.0,
                x1: 10.0,
                y1: 10.0,
            },
            radius: 0.0,
            fill: Some(INK),
            stroke: None,
        },
        Item::Line {
            from: at(-500.0, 10.0),
            to: at(-400.0, 10.0),
            stroke: solid,
        },
        Item::Line {
            from: at(nan, 10.0),
            to: at(40.0, 10.0),
            stroke: solid,
        },
        Item::Disc {
            center: at(50.0, 1e9),
            radius: 5.0,
            fill: Some(INK),
            stroke: None,
        },
        Item::Disc {
            center: at(50.0, 50.0),
            radius: nan,
            fill: Some(INK),
            stroke: None,
        },
        Item::Polygon {
            points: vec![at(1.0, 1.0), at(2.0, nan), at(3.0, 3.0)],
            fill: INK,
        },
        text(at(nan, 20.0), "nowhere", 12.0, Weight::Regular),
        text(at(20.0, 20.0), "no size", nan, Weight::Regular),
        text(at(20.0, 2000.0), "below", 12.0, Weight::Regular),
    ];
    let scene = scene(far);
    assert!(shapes(&scene, 1.0, Pos2::ZERO).is_empty());
    assert_eq!(ink(&scene, 1.0), None);
}

#[test]
fn endless_lines_and_boxes_end_at_the_picture() {
    let dotted = Stroke {
        color: INK,
        width: 1.0,
        dotted: true,
    };
    let endless = vec![
        Item::Line {
            from: at(-1e12, 40.0),
            to: at(1e12, 40.0),
            stroke: dotted,
        },
        Item::Rect {
            rect: Rect::new(-1e30, 10.0, 1e30, 20.0),
            radius: 4.0,
            fill: Some(INK),
            stroke: Some(dotted),
        },
        Item::Fade {
            rect: Rect::new(-1e6, 60.0, 1e6, 70.0),
            left: INK,
            right: INK,
        },
        Item::Line {
            from: at(0.0, 80.0),
            to: at(100.0, 80.0),
            stroke: Stroke {
                width: 1e-30,
                ..dotted
            },
        },
    ];
    let scene = scene(endless);
    let picture = ink(&scene, 1.0).unwrap();
    assert_eq!((picture.x0, picture.x1, picture.y1), (0.0, 140.0, 70.0));
    for shape in shapes(&scene, 1.0, Pos2::ZERO) {
        if let Shape::Vec(dots) = shape.shape {
            assert!(dots.len() < 300, "{} dots", dots.len());
        }
    }
}

#[test]
fn a_clip_holds_for_the_items_up_to_its_end() {
    let full = |y0: f32| Item::Quads {
        rects: vec![Rect::new(0.0, y0, 140.0, y0 + 10.0)],
        fill: INK,
    };
    let scene = scene(vec![
        Item::Unclip,
        Item::Clip(Rect::new(20.0, 0.0, 100.0, 100.0)),
        full(0.0),
        Item::Clip(Rect::new(50.0, 0.0, 140.0, 100.0)),
        full(20.0),
        Item::Unclip,
        full(40.0),
        Item::Unclip,
        full(60.0),
        Item::Clip(Rect::new(300.0, 0.0, 400.0, 100.0)),
        full(80.0),
    ]);
    let expected = [
        (20.0, 100.0),
        (50.0, 100.0),
        (20.0, 100.0),
        (0.0, 140.0),
        (0.0, 0.0),
    ];
    let shapes = shapes(&scene, 1.0, Pos2::ZERO);
    let pixels = rgba(&scene, 1.0, &mut Shaper::new()).unwrap();
    for (n, (from, to)) in expected.into_iter().enumerate() {
        let visible = shapes[n].clip_rect.intersect(place(&shapes[n].shape));
        let row = pixels.rgba.chunks_exact(4 * 140).nth(20 * n + 5).unwrap();
        let dark: Vec<usize> = (0..140).filter(|x| row[4 * x] < 100).collect();
        if from == to {
            assert!(!visible.is_positive() && dark.is_empty());
        } else {
            assert_eq!((visible.min.x, visible.max.x), (from, to), "shape {n}");
            let span = (
                *dark.first().unwrap() as f32,
                *dark.last().unwrap() as f32 + 1.0,
            );
            assert_eq!(span, (from, to), "row {n}");
        }
    }
}

#[test]
fn kept_galleys_are_dropped_when_egui_rebuilds_its_glyphs() {
    let scene = scene(vec![text(at(10.0, 50.0), "Kabul", 16.0, Weight::Regular)]);
    let context = egui::Context::default();
    context.set_fonts(fonts());
    let mut cache = GalleyCache::default();
    let mut galley_at = |scale: f32| {
        context.set_pixels_per_point(scale);
        let mut galley = None;
        for _ in 0..3 {
            let output = context.run_ui(egui::RawInput::default(), |ui| {
                paint(&scene, ui.painter(), Pos2::ZERO, &mut cache);
            });
            for clipped in &output.shapes {
                if let Shape::Vec(shapes) = &clipped.shape
                    && let [Shape::Text(text)] = &shapes[..]
                {
                    galley = Some(text.galley.clone());
                }
            }
            output.drop_without_applying_deltas();
        }
        galley.unwrap()
    };
    let first = galley_at(1.0);
    assert!(std::sync::Arc::ptr_eq(&first, &galley_at(1.0)));
    let larger = galley_at(2.0);
    assert_eq!(
        (first.pixels_per_point, larger.pixels_per_point),
        (1.0, 2.0)
    );
    context.all_styles_mut(|style| style.visuals.text_options.font_hinting = false);
    assert!(!std::sync::Arc::ptr_eq(&larger, &galley_at(2.0)));
}

fn any_number() -> impl Strategy<Value = f32> {
    prop_oneof![
        4 => -20.0_f32..80.0,
        1 => prop::num::f32::ANY,
        1 => prop::sample::select(vec![0.0, f32::MAX, f32::MIN, 1e7, -1e7, 1e-30]),
    ]
}

fn any_item() -> impl Strategy<Value = Item> {
    let numbers = (
        any_number(),
        any_number(),
        any_number(),
        any_number(),
        any_number(),
    );
    (0..10_u8, numbers, any::<bool>()).prop_map(|(kind, (a, b, c, d, width), dotted)| {
        let (p, q) = (at(a, b), at(c, d));
        let rect = Rect {
            x0: a,
            y0: b,
            x1: c,
            y1: d,
        };
        let stroke = Stroke {
            color: INK,
            width,
            dotted,
        };
        let boxed = |radius, fill, stroke| Item::Rect {
            rect,
            radius,
            fill,
            stroke,
        };
        match kind {
            0 => boxed(width, Some(INK), None),
            1 => boxed(d, None, Some(stroke)),
            2 => Item::Fade {
                rect,
                left: INK,
                right: INK.with_alpha(0),
            },
            3 => Item::Disc {
                center: p,
                radius: c,
                fill: Some(INK),
                stroke: Some(stroke),
            },
            4 => Item::Line {
                from: p,
                to: q,
                stroke,
            },
            5 => Item::Polygon {
                points: vec![p, q, at(c, b)],
                fill: INK,
            },
            6 => Item::Quads {
                rects: vec![rect; 3],
                fill: INK,
            },
            7 => Item::Text {
                at: p,
                text: "Kabul کابل".to_owned(),
                size: c,
                weight: Weight::Bold,
                color: INK,
            },
            8 => Item::Clip(rect),
            _ => Item::Unclip,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_numbers_in_a_scene_stop_an_output(
        items in prop::collection::vec(any_item(), 1..6),
        scale in 0.3_f32..3.0,
    ) {
        let scene = scene(items);
        let pixels = rgba(&scene, scale, &mut Shaper::new()).unwrap();
        prop_assert_eq!(pixels.rgba.len(), 4 * (pixels.width * pixels.height) as usize);
        for shape in shapes(&scene, scale, Pos2::ZERO) {
            prop_assert!(place(&shape.shape).is_finite() || !place(&shape.shape).is_positive());
        }
    }
}
