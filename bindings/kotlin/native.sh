#!/usr/bin/env bash
# Builds the native half for this platform and generates the Kotlin that calls it.
#
#   native.sh NATIVE GENERATED
#
# NATIVE gets the stripped library in the folder where JNA looks for it, GENERATED the sources.
set -euo pipefail

native=$1
generated=$2
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-$PWD/target}

cargo rustc --quiet --locked --package x402-uniffi --profile ffi --features small \
  --lib --crate-type staticlib
cargo build --quiet --locked --package x402-uniffi-bindgen
archive=$target/ffi/libx402core.a

# Linked here and not by cargo, which would export the generator's data too, 100 KB of it.
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) folder=linux-x86-64 ;;
  Linux-aarch64) folder=linux-aarch64 ;;
  Darwin-x86_64) folder=darwin-x86-64 ;;
  Darwin-arm64) folder=darwin-aarch64 ;;
  *)
    echo "no folder of JNA is known here for $(uname -sm): add it to bindings/kotlin/native.sh" >&2
    exit 1
    ;;
esac
mkdir -p "$native/$folder"
case "$folder" in
  linux-*)
    "${CC:-cc}" -shared -s -o "$native/$folder/libx402core.so" \
      -Wl,--gc-sections,--as-needed,-O2,-z,noseparate-code \
      -Wl,--version-script=bindings/uniffi/exports.map \
      -Wl,--whole-archive "$archive" -Wl,--no-whole-archive \
      -lgcc_s -lutil -lrt -lpthread -lm -ldl -lc
    ;;
  darwin-*)
    "${CC:-cc}" -dynamiclib -o "$native/$folder/libx402core.dylib" \
      -Wl,-dead_strip,-x \
      -Wl,-exported_symbol,_ffi_x402core_'*' -Wl,-exported_symbol,_uniffi_x402core_'*' \
      -Wl,-force_load,"$archive"
    ;;
esac

# Where the generator finds `uniffi.toml`.
cd bindings/uniffi
"$target/debug/uniffi-bindgen" kotlin "$archive" "$generated"
