import BotChatCore
import BotChatSystem
import Foundation
import Testing

@testable import BotChatTools

@Suite("R12: whether the state still stands where it did")
struct StateLossTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/botchat-loss-\(UUID().uuidString)"

  private func effects(_ state: StateFolder) throws -> LinuxEffects {
    let database = try RelayDatabase(path: "\(folder)/elsewhere.db")
    let layout = Layout(Configuration(bots: []), state: folder)
    return LinuxEffects(
      layout: layout, roster: try layout.roster(Configuration(bots: []), database).roster, database: database,
      state: state, key: (1, 2), time: try LocalTime(zone: "UTC"), zoneLabel: nil,
      locks: WritingLocks(in: state, hold: 0), pool: FilePool())
  }

  @Test(
    "a database that could not be asked for at the start is known at the next poll, and missed from then on")
  func unknown() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let state = try StateFolder(path: folder)
    let effects = try effects(state)
    effects.lookAfterState()
    #expect(effects.stateLoss != nil)
    try state.writeAtomically("relay.db", [1])
    effects.lookAfterState()
    #expect(effects.stateLoss == nil)
    try state.writeAtomically("relay.db", [2])
    effects.lookAfterState()
    #expect(effects.stateLoss != nil)
  }
}
