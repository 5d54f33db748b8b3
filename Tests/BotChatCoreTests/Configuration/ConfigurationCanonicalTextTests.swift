import BotChatCore
import Testing

@Suite("Configuration: the canonical text")
struct ConfigurationCanonicalTextTests {
  @Test("R17: writing a default out, another order and another spelling of a value make no difference")
  func equal() throws {
    let short = try configuration("zone: { label: SGT }\nrelay: { poll: 2s }\nhumans: [Coach]")
    let long = try configuration(
      "humans: [{ name: Coach }]\nrelay: { settle: 0.25s, poll: 2000ms }\nlog: {}\nzone: { label: SGT }")
    #expect(short.canonicalText == long.canonicalText)
  }

  @Test("R17: the order of the bots makes a difference, since files are looked at in it")
  func order() throws {
    let one = try configuration("bots: [{ name: A, chat: /a }, { name: B, chat: /b }]")
    let other = try configuration("bots: [{ name: B, chat: /b }, { name: A, chat: /a }]")
    #expect(one.canonicalText != other.canonicalText)
  }

  @Test("R17: no value can pretend to be another line")
  func injection() {
    var honest = Configuration(bots: [Bot(name: "A", aliases: [], chat: "/a")])
    var forged = honest
    honest.zone.label = "x"
    forged.zone.name = "-\"\nzone.label=\"x\""
    #expect(honest.canonicalText != forged.canonicalText)
    #expect(
      forged.canonicalText.split(separator: "\n").count == honest.canonicalText.split(separator: "\n").count)
  }

  @Test("H2: every setting stands in the text, so that a change of any shows")
  func complete() throws {
    let read = try configuration(ConfigurationReadingTests.everyKey)
    let text = read.canonicalText
    for path in leaves(of: read, "") { #expect(text.contains("\n\(path)="), "\(path) is missing") }
  }

  /// The paths of all stored values, as the type itself knows them.
  private func leaves(of value: Any, _ path: String) -> [String] {
    let mirror = Mirror(reflecting: value)
    func below(_ label: String) -> String { path.isEmpty ? label : "\(path).\(label)" }
    switch value {
    case is Interval, is ByteCount, is String, is [String], is any RawRepresentable: return [path]
    case .run(_) as Call: return ["\(path).run"]
    case .post(_, _) as Call: return ["\(path).post", "\(path).token"]
    default: break
    }
    if mirror.displayStyle == .optional {
      return mirror.children.first.map { leaves(of: $0.value, path) } ?? []
    }
    if mirror.displayStyle == .collection {
      return mirror.children.enumerated().flatMap { leaves(of: $1.value, below("\($0)")) }
    }
    guard mirror.displayStyle == .struct, !mirror.children.isEmpty else { return [path] }
    return mirror.children.flatMap { leaves(of: $0.value, below($0.label ?? "")) }
  }
}
