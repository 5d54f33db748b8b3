import BotChatCore
import BotChatSystem

/// Whether each chat file is a plain file that can be read and written (H2).
struct ChatCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    let bad = world.layout.homes.compactMap(finding)
    if !bad.isEmpty { return bad }
    let count = world.layout.homes.count
    return [
      .ok(.chat, found: count == 1 ? "1 file, plain and writable" : "\(count) files, plain and writable")
    ]
  }

  private func finding(_ path: String) -> Finding? {
    let home = HomeFile(path: path, isServed: false)
    // The relay makes those in its own folder.
    let cure = path.hasPrefix("\(world.state)/") ? "healthcheck --start" : nil
    func problem(_ why: String) -> Finding {
      Finding(.chat, path, .critical, found: why, expected: "a plain file that can be written", cure: cure)
    }
    do {
      _ = try home.holdFolder()
    } catch {
      return problem("\(error)")
    }
    switch home.look() {
    case .missing: return problem("it is not there")
    case .refused(let why): return problem(why)
    case .file:
      guard let folder = home.folder else { return problem("its folder is not there") }
      do {
        try ChatFile(name: home.name, in: folder).askWriting()
        return nil
      } catch {
        return problem("\(error)")
      }
    }
  }
}
