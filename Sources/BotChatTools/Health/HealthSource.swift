import BotChatCore
import BotChatSystem

/// The configuration to check against: that of the file, or the last good one where that is wrong now.
///
/// What runs goes on with what it has read, so a file that was edited into nonsense must not blind the check (H2).
struct HealthSource {
  let source: ConfigurationFile
  /// What is wrong with the file; nil: nothing.
  let complaint: Complaint?
  /// How long the file has been as it is.
  let age: Interval

  /// The copy of the last good configuration, in the state folder.
  private static let copy = "botchat.yaml.good"

  /// Throws the `Complaint` about the file where no copy can be found.
  init(_ named: String?) throws(Complaint) {
    do throws(Complaint) {
      source = try ConfigurationFile(named: named)
      complaint = nil
      age = Interval(nanoseconds: max(0, WallClock.now() - source.status.changed))
    } catch {
      guard error.exit == .configuration, let path = try? ConfigurationFile.path(named: named) else {
        throw Complaint(error.what, hint: error.hint, exit: .unavailable)
      }
      guard let good = Self.lastGood(path) else {
        // One that is not there says nothing about what should run.
        throw FileIdentity(at: path) == nil
          ? Complaint(error.what, hint: error.hint, exit: .unavailable) : error
      }
      source = good
      complaint = error
      age = .seconds(0)
    }
  }

  var wanted: DaemonJudge.Wanted {
    complaint == nil ? .valid(digest: source.digest, age: age) : .invalid
  }

  var finding: Finding {
    guard let complaint else { return .ok(.configuration, found: "\(source.path), \(source.digest)") }
    return Finding(
      .configuration, .critical, found: complaint.what,
      expected: "a valid file: what runs goes on with \(source.digest), and could not be started again")
  }

  /// Keeps a copy for the day when the file is wrong.
  func keep(in folder: StateFolder) {
    guard complaint == nil, let (bytes, _) = try? TrustedFile.read(source.path, limit: YAMLReader.maximumSize)
    else {
      return
    }
    let text = Array("\(source.path)\n".utf8) + bytes
    guard (try? folder.readSmall(Self.copy, limit: text.count)) != text else { return }
    try? folder.writeAtomically(Self.copy, text)
  }

  /// The copy of that configuration, in the state folder of a relay that runs with it, or in the usual one.
  private static func lastGood(_ path: String) -> ConfigurationFile? {
    for state in states(of: path) {
      guard
        let (bytes, status) = try? TrustedFile.read("\(state)/\(copy)", limit: 2 * YAMLReader.maximumSize),
        let end = bytes.firstIndex(of: 0x0A), Array(bytes[..<end]) == Array(path.utf8),
        let good = try? ConfigurationFile(path: path, bytes: Array(bytes[(end + 1)...]), status: status),
        good.state == state
      else { continue }
      return good
    }
    return nil
  }

  private static func states(of path: String) -> [String] {
    let table = ProcessTable()
    let running = ((try? table.running(["relay"])) ?? []).flatMap { program in
      table.openFiles(of: program.identity.pid).map(\.path).filter { $0.hasSuffix("/relay.lock") }
        .map { PathText.divide($0).folder }
    }
    let serving = running.filter { state in
      let text = try? SmallFile.read("\(state)/relay.progress", limit: 16 << 10)
      return text.flatMap { LifeMark(text: String(decoding: $0, as: UTF8.self)) }?.path == path
    }
    return serving + [stateLine(in: path) ?? ConfigurationFile.usualState].compactMap(\.self)
  }

  /// What the file still says about its state folder, however broken the rest of it is.
  private static func stateLine(in path: String) -> String? {
    guard let (bytes, _) = try? TrustedFile.read(path, limit: YAMLReader.maximumSize) else { return nil }
    let start = Array("state:".utf8)
    let line = bytes.split { $0 == 0x0A || $0 == 0x0D }.first { $0.starts(with: start) }
    guard let line, let node = try? YAMLReader.read(Array(line)), case .mapping(let pairs) = node.kind,
      case .scalar(let text, _)? = pairs.first?.value.kind, PathText.isAbsolute(text)
    else { return nil }
    return text
  }
}
