#!/usr/bin/env bash
# Builds X402CoreFFI.xcframework and the generated sources, for apps on Apple's systems.
#
# Needs a Mac with Xcode and Rust, and the standard libraries of the targets:
#   rustup target add aarch64-apple-ios aarch64-apple-ios-sim aarch64-apple-darwin
#
# NOT RUN YET: the project's own checks have no Mac. They compile the core and the native half for
# aarch64-apple-ios without linking it; what follows is what Xcode's documentation asks for.
set -euo pipefail

package=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$package/../.." && pwd)
out=$package/.build/xcframework
targets=(aarch64-apple-ios aarch64-apple-ios-sim aarch64-apple-darwin)

if [[ $(uname) != Darwin ]]; then
    echo "an XCFramework can only be built on a Mac: this is $(uname)" >&2
    exit 1
fi
cd "$root"
rm -rf "$out"
# In a folder of their own: two frameworks with a module map at the same place exclude each other.
headers=$out/headers/x402coreFFI
mkdir -p "$headers"

cargo xtask swift-sources
cp "$package/Sources/x402coreFFI/"* "$headers/"
# A framework is linked by Xcode, not by its module map.
sed -i '' '/^ *link /d' "$headers/module.modulemap"

libraries=()
for target in "${targets[@]}"; do
    cargo rustc --locked --package x402-uniffi --profile ffi --features small \
        --lib --crate-type staticlib --target "$target"
    libraries+=(-library "target/$target/ffi/libx402core.a" -headers "$out/headers")
done
xcodebuild -create-xcframework "${libraries[@]}" -output "$out/X402CoreFFI.xcframework"

cat <<TEXT
$out/X402CoreFFI.xcframework is there.
In Package.swift, put this in the place of the systemLibrary target:
    .binaryTarget(name: "x402coreFFI", path: ".build/xcframework/X402CoreFFI.xcframework"),
TEXT
