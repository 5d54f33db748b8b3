import BotChatCore
import BotChatFormat
import Testing

@Suite("The ledger: many messages under one header")
struct LedgerCrowdTests {
  private func record(_ mark: UInt64, _ low: UInt64, _ sequence: Int) -> MessageRecord {
    MessageRecord(
      sequence: sequence, id: MessageID(high: 1, low: low), mark: mark, seen: 0, home: 1, offset: 0,
      length: 0,
      count: 1,
      reached: [], isTrusted: true)
  }

  @Test("R6: hundreds of messages under one header line are all found, stored and new, as they are now")
  func crowd() {
    var stored: [Int: MessageRecord] = [:]
    var ledger = Ledger()
    for low in 1...100 {
      let sequence = ledger.takeNumber()
      let new = record(7, UInt64(low), sequence)
      ledger.add(new)
      stored[sequence] = new
    }
    ledger.saved()
    #expect(ledger.records(7) { stored[$0] }.map(\.id.low) == Array(1...100))

    // From here on the stored ones are at hand: what is added and changed must show there too.
    ledger.add(record(7, 101, ledger.takeNumber()))
    var changed = record(7, 50, 50)
    changed.count = 9
    ledger.change(changed)
    ledger.add(record(8, 500, ledger.takeNumber()))
    let found = ledger.records(7) { stored[$0] }
    #expect(found.map(\.id.low) == Array(1...101))
    #expect(found.map(\.sequence) == Array(1...101))
    #expect(found[49].count == 9)
    #expect(ledger.records(8) { stored[$0] }.map(\.id.low) == [500])
  }

  @Test("R6: a crowd under one header is looked up once, not once for each message")
  func crowdIsReadOnce() {
    var ledger = Ledger()
    for sequence in 1...1000 { ledger.load(mark: 7, sequence: sequence) }
    var lookups = 0
    for _ in 0..<100 {
      let found = ledger.records(7) { sequence in
        lookups += 1
        return record(7, UInt64(sequence), sequence)
      }
      #expect(found.count == 1000)
    }
    #expect(lookups == 1000)
  }
}
