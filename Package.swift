// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
]

// The module maps link the `.a` of each C library by name. A pkg-config name would add the shared
// library beside it, so there is none.
let package = Package(
  name: "botchat",
  products: [
    .library(name: "BotChatFormat", targets: ["BotChatFormat"]),
    .executable(name: "relay", targets: ["relay"]),
    .executable(name: "monitor", targets: ["monitor"]),
    .executable(name: "healthcheck", targets: ["healthcheck"]),
    .executable(name: "botchat", targets: ["botchat"]),
    .executable(name: "hub", targets: ["hub"]),
    .executable(name: "link", targets: ["link"]),
  ],
  targets: [
    .systemLibrary(name: "CInotifyTools", providers: [.apt(["libinotifytools0-dev"])]),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    // For TLS it brings OpenSSL, whose archives the module map names after its own.
    .systemLibrary(name: "CWebSockets", providers: [.apt(["libwebsockets-dev", "libssl-dev"])]),
    .target(name: "CLinux"),
    // rapidjson-dev: headers in C++, behind a face in C.
    .target(name: "CRapidJSON"),

    .target(name: "BotChatFormat", swiftSettings: strict),
    .target(name: "BotChatCore", dependencies: ["BotChatFormat"], swiftSettings: strict),
    .target(
      name: "BotChatSystem",
      dependencies: ["CInotifyTools", "CSQLite", "CSodium", "CYAML", "CWebSockets", "CLinux", "CRapidJSON"],
      swiftSettings: strict),
    .target(
      name: "BotChatTools", dependencies: ["BotChatFormat", "BotChatCore", "BotChatSystem"],
      swiftSettings: strict),
    .executableTarget(name: "relay", dependencies: ["BotChatTools"], swiftSettings: strict),
    .executableTarget(name: "monitor", dependencies: ["BotChatTools"], swiftSettings: strict),
    .executableTarget(name: "botchat", dependencies: ["BotChatTools"], swiftSettings: strict),
    .executableTarget(name: "link", dependencies: ["BotChatTools"], swiftSettings: strict),
    .executableTarget(name: "healthcheck", dependencies: ["BotChatTools"], swiftSettings: strict),
    .executableTarget(name: "hub", dependencies: ["BotChatTools"], swiftSettings: strict),

    .testTarget(name: "BotChatFormatTests", dependencies: ["BotChatFormat"], swiftSettings: strict),
    .testTarget(name: "BotChatCoreTests", dependencies: ["BotChatCore"], swiftSettings: strict),
    // CWebSockets for its OpenSSL: the servers of the tests for TLS.
    .testTarget(
      name: "BotChatSystemTests", dependencies: ["BotChatSystem", "CWebSockets"], swiftSettings: strict),
    .testTarget(name: "BotChatToolsTests", dependencies: ["BotChatTools"], swiftSettings: strict),
    .testTarget(name: "EndToEndTests", dependencies: ["BotChatFormat"], swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx17
)
