// swift-tools-version:5.9
// Before the first build: `cargo xtask swift-sources`, in the folder of the whole project.
import PackageDescription

// Where that command puts the native library on Linux. Programs find it there, when they are built
// and when they run; so do those of packages that depend on this one by its path.
let library = Context.packageDirectory + "/../../target/swift/lib"

let package = Package(
    name: "x402-core",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "X402Core", targets: ["X402Core"])
    ],
    targets: [
        // The native library's functions, in C. `cargo xtask swift-sources` generates them, and the
        // file in X402Core/Generated.
        .systemLibrary(name: "x402coreFFI"),
        .target(
            name: "X402Core", dependencies: ["x402coreFFI"],
            linkerSettings: [
                .unsafeFlags(
                    ["-L\(library)", "-Xlinker", "-rpath=\(library)"], .when(platforms: [.linux]))
            ]),

        // A wallet that pays, and a server to pay.
        .target(name: "WalletDemo", dependencies: ["X402Core"]),
        .executableTarget(name: "wallet-demo", dependencies: ["WalletDemo"]),

        // The conformance suite's counterpart.
        .target(name: "Testee", dependencies: ["X402Core"]),
        .executableTarget(name: "x402-testee", dependencies: ["Testee"]),

        // Verification and proof on a test chain: `cargo xtask test --only swift`.
        .executableTarget(name: "real-token", dependencies: ["X402Core"]),

        .executableTarget(name: "QuickStart", dependencies: ["X402Core"]),  // the README's
        .executableTarget(name: "verify-bench", dependencies: ["X402Core"]),
        .testTarget(name: "X402CoreTests", dependencies: ["Testee", "WalletDemo", "X402Core"]),
    ],
    swiftLanguageVersions: [.v5, .version("6")]
)
