import BotChatCore
import BotChatSystem
import Foundation
import Testing

@testable import BotChatTools

@Suite("Where it is kept what the person was told")
struct AlertStoreTests {
  @Test("W7: while the disk takes nothing it is kept in memory, and afterwards in the state again")
  func fullDisk() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "alerts-\(UUID())").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = try StateFolder(path: path)
    let store = AlertStore("alerts", in: folder)
    let first = AlertMemory(told: [Alert.Key(.unhealthy, "disk"): 5], times: [5])
    let second = AlertMemory(told: [Alert.Key(.unhealthy, "chat"): 6], times: [5, 6])

    // A folder at its name refuses the file as a full disk does.
    try FileManager.default.createDirectory(atPath: "\(path)/alerts", withIntermediateDirectories: false)
    store.store(first)
    #expect(store.load() == first)
    #expect(AlertStore("other", in: folder).load() == AlertMemory())

    try FileManager.default.removeItem(atPath: "\(path)/alerts")
    #expect(store.load() == first)
    store.store(second)
    #expect(store.load() == second)
    // Nothing is left that could hide it.
    try FileManager.default.removeItem(atPath: "\(path)/alerts")
    #expect(store.load() == AlertMemory())
  }
}
