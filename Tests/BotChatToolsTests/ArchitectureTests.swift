import Foundation
import Testing

/// What each module may import, besides its own folder's rules in the manifest.
private let allowed: [String: Set<String>] = [
  "BotChatFormat": [],
  "BotChatCore": ["BotChatFormat"],
  "BotChatSystem": [
    "CInotifyTools", "CSQLite", "CSodium", "CYAML", "CWebSockets", "CLinux", "CRapidJSON", "Glibc",
    "Synchronization",
  ],
  "BotChatTools": ["BotChatFormat", "BotChatCore", "BotChatSystem"],
  "relay": ["BotChatTools", "BotChatSystem"],
  "monitor": ["BotChatTools", "BotChatSystem"],
  "link": ["BotChatTools", "BotChatSystem"],
  "botchat": ["BotChatTools", "BotChatSystem"],
  "healthcheck": ["BotChatTools", "BotChatSystem"],
  "hub": ["BotChatTools", "BotChatSystem"],
]

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

private func sources(of module: String) throws -> [URL] {
  let folder = root.appending(path: "Sources/\(module)")
  let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
  return (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
}

@Suite("Architecture")
struct ArchitectureTests {
  @Test("DESIGN 8: arrows point down only", arguments: allowed.keys.sorted())
  func imports(module: String) throws {
    let files = try sources(of: module)
    #expect(!files.isEmpty)
    for file in files {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let isImport = #/^(@\w+ )*(public |package |internal |private )?import /#
        guard let range = line.firstRange(of: isImport) else { continue }
        let name = String(line[range.upperBound...].split(separator: " ")[0])
        #expect(allowed[module]?.contains(name) == true, "\(file.lastPathComponent) imports \(name)")
      }
    }
  }

  @Test("every module of Sources is in the table above, so that none escapes it")
  func complete() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path)
    let modules = Set(folders.filter { !$0.hasPrefix("C") })
    #expect(modules == Set(allowed.keys))
  }

  @Test("the core knows no clock and no threads", arguments: ["BotChatFormat", "BotChatCore"])
  func pure(module: String) throws {
    for file in try sources(of: module) {
      let text = try String(contentsOf: file, encoding: .utf8)
      for word in ["ContinuousClock", "SuspendingClock", "Task {", "Thread", "DispatchQueue"] {
        #expect(!text.contains(word), "\(file.lastPathComponent) has \(word)")
      }
    }
  }

  @Test("files stay small: none has more than 400 lines")
  func small() throws {
    for module in allowed.keys {
      for file in try sources(of: module) {
        let lines = try String(contentsOf: file, encoding: .utf8).split(
          separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 400, "\(file.lastPathComponent) has \(lines.count) lines")
      }
    }
  }
}
