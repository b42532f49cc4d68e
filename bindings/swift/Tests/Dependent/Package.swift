// swift-tools-version:5.9
import PackageDescription

let package = Package(
    name: "App",
    platforms: [.iOS(.v16), .macOS(.v13)],
    dependencies: [.package(path: "../..")],
    targets: [
        // SwiftPM names a package by its folder: `swift`.
        .executableTarget(name: "App", dependencies: [.product(name: "X402Core", package: "swift")])
    ]
)
