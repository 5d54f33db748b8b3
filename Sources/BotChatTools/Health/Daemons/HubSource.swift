import BotChatCore
import BotChatSystem

/// The configuration of this machine's hub, as its file is now.
///
/// A hub that runs goes on with what it has read, so a file that was edited into nonsense must not hide it (H2).
struct HubSource: Sendable {
  let path: String
  /// Nil where the file is wrong.
  let configuration: HubConfiguration?
  /// What is wrong with the file; nil: nothing.
  let complaint: Complaint?
  /// The hub's state folder.
  let state: String

  /// Reads the file at this path.
  init(_ path: String) {
    self.path = path
    do throws(Complaint) {
      let read = try HubConfiguration(named: path)
      (configuration, complaint, state) = (read, nil, read.state)
    } catch {
      (configuration, complaint) = (nil, error)
      state = Self.serving(path) ?? HubConfiguration.usualState(beside: path)
    }
  }

  var wanted: DaemonJudge.Wanted {
    guard let configuration else { return .invalid }
    return .valid(
      digest: configuration.digest,
      age: Interval(nanoseconds: max(0, WallClock.now() - configuration.changed)))
  }

  var finding: Finding {
    guard let complaint else { return .ok(.configuration, path, found: configuration?.digest ?? "") }
    return Finding(
      .configuration, path, .critical, found: complaint.what,
      expected: "a valid file: a hub that runs goes on with what it has read, and could not be started again")
  }

  /// The state folder of a hub that runs with that file.
  private static func serving(_ path: String) -> String? {
    let table = ProcessTable()
    let states = ((try? table.running(["hub"])) ?? []).flatMap { program in
      table.openFiles(of: program.identity.pid).map { PathText.divide($0.path) }
        .filter { $0.name == HubState.lockName }.map(\.folder)
    }
    return states.first { state in
      let text = try? SmallFile.read("\(state)/\(HubState.markName)", limit: 16 << 10)
      return text.flatMap { LifeMark(text: String(decoding: $0, as: UTF8.self)) }?.path == path
    }
  }
}
