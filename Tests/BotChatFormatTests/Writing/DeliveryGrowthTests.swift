import BotChatFormat
import Testing

@Suite("Deliveries in one array")
struct DeliveryGrowthTests {
  @Test("F8: ten thousand deliveries into one array make it grow a few times, not with each")
  func growth() {
    let line = Array("### 2026-02-10 19:32:15 SGT - Jack → Ross (#1)".utf8)
    let body = Array("Message content here".utf8)
    var bytes: [UInt8] = []
    var capacities: Set<Int> = []
    for _ in 0..<10_000 {
      Delivery.write(headerLine: line, body: body, into: &bytes)
      capacities.insert(bytes.capacity)
    }
    #expect(capacities.count < 64)
  }
}
