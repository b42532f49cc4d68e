//! A QR code as an SVG picture.

use alloc::{format, string::String, vec};
use core::fmt::Write as _;

use qrcodegen_no_heap::{QrCode, QrCodeEcc, Version};

/// The picture of a text's QR code, black on white; none if the text is too long for it.
///
/// The colours are the picture's own, in a dark page too: many readers want dark on light.
pub(super) fn svg(text: &str) -> Option<String> {
    let mut text_buffer = vec![0; LARGEST.buffer_len()];
    let mut code_buffer = vec![0; LARGEST.buffer_len()];
    let code = QrCode::encode_text(
        text,
        &mut text_buffer,
        &mut code_buffer,
        QrCodeEcc::Medium,
        Version::MIN,
        LARGEST,
        None,
        true,
    )
    .ok()?;
    let modules = code.size();
    let side = modules + 2 * QUIET;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"QR code of the transfer\" \
         shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path stroke=\"#000\" d=\""
    );
    for y in 0..modules {
        push_row(&mut svg, &code, y);
    }
    svg.push_str("\"/></svg>");
    Some(svg)
}

/// Adds a row's runs of dark modules as lines, one module wide.
fn push_row(svg: &mut String, code: &QrCode<'_>, y: i32) {
    let size = code.size();
    let (mut x, mut end) = (0, None);
    while x < size {
        if !code.get_module(x, y) {
            x += 1;
            continue;
        }
        let start = x;
        while code.get_module(x, y) {
            x += 1;
        }
        // Writing to a string does not fail.
        let _ = match end {
            None => write!(svg, "M{} {}.5", start + QUIET, y + QUIET),
            Some(end) => write!(svg, "m{} 0", start - end),
        };
        let _ = write!(svg, "h{}", x - start);
        end = Some(x);
    }
}

/// How many light modules surround the code (ISO/IEC 18004).
const QUIET: i32 = 4;

/// Of 85 modules a side: for some 400 bytes.
const LARGEST: Version = Version::new(17);
