//! PNG pictures: what each kind of item puts on which pixels, what the file
//! holds and what it does not, and what is refused.
//!
//! `PICTURES=DIR cargo test --test pictures` writes the sample sheet there, to be looked at.

#![expect(clippy::unwrap_used, reason = "tests")]

use tarikh::render::RenderError;
use tarikh::render::png::{Pixels, PngOptions, png, rgba};
use tarikh::scene::style::{Color, Theme, ThemeName};
use tarikh::scene::{Item, Point, Rect, Scene, Stroke};
use tarikh::text::{Shaper, Weight};

const RED: Color = Color::hex(0xff0000);
const BLUE: Color = Color::hex(0x0000ff);
const WHITE: Color = Color::hex(0xffffff);

fn at(x: f32, y: f32) -> Point {
    Point { x, y }
}

fn scene(items: Vec<Item>) -> Scene {
    Scene {
        width: 60.0,
        height: 40.0,
        background: WHITE,
        items,
        hits: Vec::new(),
    }
}

fn draw(items: Vec<Item>) -> Pixels {
    rgba(&scene(items), 1.0, &mut Shaper::new()).unwrap()
}

/// Red, green, blue of a pixel.
fn pixel(pixels: &Pixels, x: u32, y: u32) -> [u8; 3] {
    let first = 4 * (y * pixels.width + x) as usize;
    pixels.rgba[first..first + 3].try_into().unwrap()
}

fn boxed(rect: Rect, radius: f32, fill: Option<Color>, stroke: Option<Stroke>) -> Item {
    Item::Rect {
        rect,
        radius,
        fill,
        stroke,
    }
}

#[test]
fn a_box_covers_its_pixels_and_no_others() {
    let pixels = draw(vec![boxed(
        Rect::new(10.0, 10.0, 20.0, 15.0),
        0.0,
        Some(RED),
        None,
    )]);
    for y in 0..40 {
        for x in 0..60 {
            let inside = (10..20).contains(&x) && (10..15).contains(&y);
            let expected = if inside { [255, 0, 0] } else { [255, 255, 255] };
            assert_eq!(pixel(&pixels, x, y), expected, "{x},{y}");
        }
    }
}

#[test]
fn a_round_box_leaves_its_corners_out() {
    let pixels = draw(vec![boxed(
        Rect::new(10.0, 10.0, 30.0, 30.0),
        6.0,
        Some(RED),
        None,
    )]);
    assert_eq!(pixel(&pixels, 10, 10), [255, 255, 255]);
    assert_eq!(pixel(&pixels, 20, 10), [255, 0, 0]);
    assert_eq!(pixel(&pixels, 20, 20), [255, 0, 0]);
}

#[test]
fn an_outline_lies_on_the_edge_and_leaves_the_inside_free() {
    let stroke = Some(Stroke::solid(BLUE, 2.0));
    let pixels = draw(vec![boxed(
        Rect::new(10.0, 10.0, 30.0, 30.0),
        0.0,
        Some(RED),
        stroke,
    )]);
    assert_eq!(pixel(&pixels, 9, 20), [0, 0, 255]);
    assert_eq!(pixel(&pixels, 10, 20), [0, 0, 255]);
    assert_eq!(pixel(&pixels, 11, 20), [255, 0, 0]);
    assert_eq!(pixel(&pixels, 8, 20), [255, 255, 255]);
}

#[test]
fn a_fade_runs_from_left_to_right() {
    let pixels = draw(vec![Item::Fade {
        rect: Rect::new(10.0, 10.0, 50.0, 20.0),
        left: RED.with_alpha(0),
        right: RED,
    }]);
    let green: Vec<u8> = (10..50).map(|x| pixel(&pixels, x, 15)[1]).collect();
    assert!(green[0] > 245 && green[39] < 10, "{green:?}");
    assert!(green.windows(2).all(|pair| pair[0] >= pair[1]), "{green:?}");
    assert!(green[20].abs_diff(128) < 8, "{green:?}");
    assert_eq!(pixel(&pixels, 9, 15), [255, 255, 255]);
    assert_eq!(pixel(&pixels, 50, 15), [255, 255, 255]);
}

#[test]
fn a_disc_is_round_and_a_ring_is_hollow() {
    let disc = |fill, stroke| Item::Disc {
        center: at(30.0, 20.0),
        radius: 10.0,
        fill,
        stroke,
    };
    let filled = draw(vec![disc(Some(RED), None)]);
    assert_eq!(pixel(&filled, 30, 20), [255, 0, 0]);
    assert_eq!(pixel(&filled, 21, 20), [255, 0, 0]);
    assert_eq!(pixel(&filled, 21, 11), [255, 255, 255]);
    let ring = draw(vec![disc(None, Some(Stroke::solid(BLUE, 2.0)))]);
    assert_eq!(pixel(&ring, 30, 20), [255, 255, 255]);
    assert_eq!(pixel(&ring, 30, 10), [0, 0, 255]);
}

#[test]
fn upright_and_level_lines_are_sharp() {
    let line = |from, to, width| Item::Line {
        from,
        to,
        stroke: Stroke::solid(BLUE, width),
    };
    let pixels = draw(vec![line(at(10.0, 5.0), at(10.0, 35.0), 1.0)]);
    assert_eq!(pixel(&pixels, 10, 20), [0, 0, 255]);
    assert_eq!(pixel(&pixels, 9, 20), [255, 255, 255]);
    assert_eq!(pixel(&pixels, 11, 20), [255, 255, 255]);
    let pixels = draw(vec![line(at(5.0, 20.0), at(50.0, 20.0), 2.0)]);
    assert_eq!(pixel(&pixels, 30, 19), [0, 0, 255]);
    assert_eq!(pixel(&pixels, 30, 20), [0, 0, 255]);
    assert_eq!(pixel(&pixels, 30, 21), [255, 255, 255]);
}

#[test]
fn a_dotted_line_has_gaps_as_long_as_its_dots() {
    let pixels = draw(vec![Item::Line {
        from: at(4.0, 20.0),
        to: at(56.0, 20.0),
        stroke: Stroke {
            color: BLUE,
            width: 2.0,
            dotted: true,
        },
    }]);
    let row: Vec<bool> = (4..56)
        .map(|x| pixel(&pixels, x, 20) == [0, 0, 255])
        .collect();
    for (n, is_dark) in row.iter().enumerate() {
        assert_eq!(*is_dark, n % 8 < 4, "{n}");
    }
}

#[test]
fn a_polygon_fills_between_its_corners() {
    let pixels = draw(vec![Item::Polygon {
        points: vec![at(10.0, 10.0), at(30.0, 20.0), at(10.0, 30.0)],
        fill: RED,
    }]);
    assert_eq!(pixel(&pixels, 12, 20), [255, 0, 0]);
    assert_eq!(pixel(&pixels, 28, 12), [255, 255, 255]);
}

#[test]
fn neighbouring_columns_meet_without_a_seam() {
    let columns = (0..40).map(|n| {
        let x = 10.0 + n as f32 * 0.9;
        Rect::new(x, 10.0, x + 0.9, 30.0)
    });
    let fill = RED.with_alpha(128);
    let pixels = draw(vec![Item::Quads {
        rects: columns.step_by(2).collect(),
        fill: RED,
    }]);
    assert_eq!(pixel(&pixels, 10, 20), [255, 0, 0]);
    // A bar and its soft end, at odd places and a scale that does not divide them.
    let parts = scene(vec![
        boxed(Rect::new(10.3, 10.0, 30.7, 20.0), 0.0, Some(fill), None),
        Item::Fade {
            rect: Rect::new(30.7, 10.0, 40.0, 20.0),
            left: fill,
            right: fill,
        },
    ]);
    let pixels = rgba(&parts, 1.37, &mut Shaper::new()).unwrap();
    let (from, to) = (
        (10.3_f32 * 1.37).round() as u32,
        (40.0_f32 * 1.37).round() as u32,
    );
    let first = pixel(&pixels, from, 20);
    for x in from..to {
        let here = pixel(&pixels, x, 20);
        assert!(
            here.iter().zip(first).all(|(a, b)| a.abs_diff(b) <= 1),
            "{x}: {here:?}"
        );
    }
}

#[test]
fn ink_lies_in_the_box_of_its_line() {
    let mut shaper = Shaper::new();
    for scale in [1.0, 2.0, 3.3] {
        for text in [
            "Kabul, 1978",
            "Саурская революция",
            "کودتای هفت ثور",
            "د ثور انقلاب",
            "ÅÉ gjpq",
        ] {
            let baseline = at(20.0, 30.0);
            let picture = Scene {
                width: 220.0,
                height: 60.0,
                ..scene(vec![Item::Text {
                    at: baseline,
                    text: text.to_owned(),
                    size: 16.0,
                    weight: Weight::Regular,
                    color: BLUE,
                }])
            };
            let line = shaper.line(text, 16.0, Weight::Regular);
            let pixels = rgba(&picture, scale, &mut shaper).unwrap();
            let ink = Rect::new(
                baseline.x,
                baseline.y - line.ascent,
                baseline.x + line.width,
                baseline.y + line.descent,
            )
            .grown(1.0);
            let (mut left, mut right) = (f32::MAX, 0.0_f32);
            for y in 0..pixels.height {
                for x in 0..pixels.width {
                    if pixel(&pixels, x, y)[0] < 200 {
                        let here = at((x as f32 + 0.5) / scale, (y as f32 + 0.5) / scale);
                        assert!(ink.contains(here), "{text}: ink at {here:?}, box {ink:?}");
                        left = left.min(here.x);
                        right = right.max(here.x);
                    }
                }
            }
            assert!(right - left > 0.8 * line.width, "{text}: {left} to {right}");
        }
    }
}

#[test]
fn the_same_scene_gives_the_same_bytes() {
    let options = PngOptions {
        scale: 1.5,
        dpi: Some(144.0),
    };
    let first = png(&sheet(ThemeName::Light), options, &mut Shaper::new()).unwrap();
    let second = png(&sheet(ThemeName::Light), options, &mut Shaper::new()).unwrap();
    assert!(first == second);
}

#[test]
fn the_file_holds_pixels_colour_space_and_resolution_only() {
    let chunks = |options| {
        let file = png(&scene(Vec::new()), options, &mut Shaper::new()).unwrap();
        let mut names = Vec::new();
        let mut rest = &file[8..];
        while !rest.is_empty() {
            let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
            let name = String::from_utf8(rest[4..8].to_vec()).unwrap();
            names.push((name, rest[8..8 + length].to_vec()));
            rest = &rest[12 + length..];
        }
        names
    };
    let plain = chunks(PngOptions::default());
    for (name, _) in &plain {
        let allowed = ["IHDR", "sRGB", "gAMA", "cHRM", "IDAT", "IEND"];
        assert!(allowed.contains(&name.as_str()), "{name}");
    }
    let with_dpi = chunks(PngOptions {
        scale: 1.0,
        dpi: Some(300.0),
    });
    let (_, physical) = with_dpi.iter().find(|(name, _)| name == "pHYs").unwrap();
    // 300 per inch are 11,811 per metre.
    assert_eq!(physical[..], [0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1]);
}

#[test]
fn a_clear_background_stays_clear() {
    let clear = Scene {
        background: WHITE.with_alpha(0),
        ..scene(vec![boxed(
            Rect::new(10.0, 10.0, 20.0, 20.0),
            0.0,
            Some(RED.with_alpha(128)),
            None,
        )])
    };
    let file = png(&clear, PngOptions::default(), &mut Shaper::new()).unwrap();
    let mut reader = ::png::Decoder::new(std::io::Cursor::new(file))
        .read_info()
        .unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(info.color_type, ::png::ColorType::Rgba);
    assert_eq!(bytes[..4], [0, 0, 0, 0]);
    let inside = 4 * (15 * 60 + 15);
    assert_eq!(bytes[inside..inside + 4], [255, 0, 0, 128]);
}

#[test]
fn sizes_that_cannot_be_drawn_are_refused_with_the_limit() {
    let mut shaper = Shaper::new();
    let mut message = |width: f32, height: f32, scale: f32, dpi: Option<f32>| {
        let scene = Scene {
            width,
            height,
            ..scene(Vec::new())
        };
        let result = png(&scene, PngOptions { scale, dpi }, &mut shaper);
        result
            .map(|_| ())
            .map_err(|error: RenderError| error.to_string())
    };
    assert_eq!(
        message(70_000.0, 10.0, 1.0, None).unwrap_err(),
        "the picture would be 70000 × 10 pixels; at most 65535 on a side and 250 million in all \
         are possible: choose a smaller size, scale or dpi"
    );
    assert!(
        message(20_000.0, 20_000.0, 1.0, None)
            .unwrap_err()
            .contains("250 million")
    );
    assert!(message(1600.0, 1000.0, f32::MAX, None).is_err());
    assert_eq!(
        message(0.0, 10.0, 1.0, None).unwrap_err(),
        "the picture would be 0 × 10; both sides must be above zero"
    );
    assert!(message(f32::NAN, 10.0, 1.0, None).is_err());
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        let text = message(10.0, 10.0, scale, None).unwrap_err();
        assert!(text.starts_with("the scale is "), "{text}");
    }
    for dpi in [0.0, -72.0, f32::NAN, f32::INFINITY] {
        let text = message(10.0, 10.0, 1.0, Some(dpi)).unwrap_err();
        assert!(
            text.ends_with("dpi; expected a number above zero, such as 300"),
            "{text}"
        );
    }
    assert!(
        message(0.2, 0.2, 1.0, None).is_ok(),
        "never less than a pixel"
    );
}

/// Every kind of item and script on one sheet, for the eye.
fn sheet(theme: ThemeName) -> Scene {
    let theme = Theme::named(theme);
    let mut items = Vec::new();
    let lines = [
        (
            "The Saur Revolution, 27–28 April 1978 (“7 Saur”)",
            Weight::Regular,
        ),
        ("Саурская революция — Апрельская революция", Weight::Regular),
        ("کودتای هفت ثور ۱۳۵۷ در کابل (…)", Weight::Regular),
        ("د ثور انقلاب: ښاغلی تره‌کی، ډېر خلک", Weight::Regular),
        ("Kabul کابل 1979 · می‌شود و می‌خواهند", Weight::Regular),
        ("جنگ افغانستان — Война в Афганистане", Weight::Bold),
        ("Bold Latin Жирный «کابل» [۱۹۷۹–۱۹۸۹]", Weight::Bold),
    ];
    for (n, (text, weight)) in lines.into_iter().enumerate() {
        let y = 28.0 + 26.0 * n as f32;
        items.push(Item::Line {
            from: at(16.0, y),
            to: at(400.0, y),
            stroke: Stroke::solid(theme.grid, 1.0),
        });
        items.push(Item::Text {
            at: at(16.0, y),
            text: text.to_owned(),
            size: [14.0, 14.0, 16.0, 16.0, 13.0, 14.0, 12.0][n],
            weight,
            color: theme.text,
        });
    }
    let lane = |n: usize| theme.lanes[n];
    let dotted = |color| Stroke {
        color,
        width: 1.5,
        dotted: true,
    };
    items.push(boxed(
        Rect::new(20.0, 210.0, 120.0, 226.0),
        4.0,
        Some(lane(0)),
        None,
    ));
    items.push(boxed(
        Rect::new(130.0, 210.0, 200.0, 226.0),
        4.0,
        Some(lane(1).with_alpha(70)),
        Some(dotted(lane(1))),
    ));
    items.push(Item::Fade {
        rect: Rect::new(210.0, 210.0, 240.0, 226.0),
        left: lane(3).with_alpha(0),
        right: lane(3),
    });
    items.push(boxed(
        Rect::new(240.0, 210.0, 290.0, 226.0),
        0.0,
        Some(lane(3)),
        None,
    ));
    items.push(Item::Disc {
        center: at(310.0, 218.0),
        radius: 6.0,
        fill: Some(lane(4)),
        stroke: None,
    });
    items.push(Item::Disc {
        center: at(335.0, 218.0),
        radius: 7.0,
        fill: Some(theme.canvas),
        stroke: Some(Stroke::solid(theme.warning, 2.0)),
    });
    items.push(Item::Disc {
        center: at(360.0, 218.0),
        radius: 7.0,
        fill: None,
        stroke: Some(dotted(theme.warning)),
    });
    items.push(Item::Polygon {
        points: vec![at(380.0, 211.0), at(394.0, 218.0), at(380.0, 225.0)],
        fill: lane(2),
    });
    items.push(Item::Quads {
        rects: (0..150)
            .map(|n| {
                let x = 20.0 + 2.0 * n as f32;
                let height = 4.0 + ((n * 37) % 23) as f32;
                Rect::new(x, 270.0 - height, x + 2.0, 270.0)
            })
            .collect(),
        fill: lane(5),
    });
    items.push(Item::Line {
        from: at(330.0, 240.0),
        to: at(400.0, 270.0),
        stroke: Stroke::solid(theme.accent, 2.0),
    });
    Scene {
        width: 420.0,
        height: 285.0,
        background: theme.canvas,
        items,
        hits: Vec::new(),
    }
}

#[test]
fn the_sample_sheet_can_be_looked_at() {
    for theme in [ThemeName::Light, ThemeName::Dark] {
        for scale in [1.0, 2.0] {
            let options = PngOptions { scale, dpi: None };
            let file = png(&sheet(theme), options, &mut Shaper::new()).unwrap();
            if let Some(folder) = std::env::var_os("PICTURES") {
                let name = format!("sheet-{theme:?}-{scale}.png").to_lowercase();
                std::fs::write(std::path::Path::new(&folder).join(name), file).unwrap();
            }
        }
    }
}
