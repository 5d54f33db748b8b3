import BotChatCore
import BotChatSystem

/// Finds the folders that OpenClaw's bots work in.
struct WorkspaceFinder {
  /// The home folder.
  let home: String?

  /// Each folder once: those that were given, then those in the usual places, then those of compose files.
  func find(_ given: [GivenWorkspace]) -> [Workspace] {
    var found: [Workspace] = []
    var seen: [FileIdentity: Int] = [:]
    func add(_ workspace: Workspace) {
      guard let identity = FileIdentity(at: workspace.path), (try? Folder(path: workspace.path)) != nil else {
        return
      }
      guard let index = seen[identity] else {
        seen[identity] = found.count
        found.append(workspace)
        return
      }
      found[index].hint = found[index].hint ?? workspace.hint
      if workspace.inside != nil { found[index].inside = workspace.inside }
      // A compose file knows the container; a folder's name only lets one guess it.
      if workspace.inside != nil || found[index].waking == .unknown { found[index].waking = workspace.waking }
    }
    for one in given { add(Workspace(path: Self.absolute(one.path), given: one.name, isGiven: true)) }
    for one in usual { add(one) }
    for one in composed { add(one) }
    return found
  }

  /// The folders that were given and are none.
  static func missing(_ given: [GivenWorkspace]) -> String? {
    given.map { absolute($0.path) }.first { (try? Folder(path: $0)) == nil }
  }

  private static func absolute(_ path: String) -> String {
    let end = ThisProcess.absolute(path).reversed().drop { $0 == "/" }.reversed()
    return end.isEmpty ? "/" : String(end)
  }

  private var usual: [Workspace] {
    guard let home else { return [] }
    let own = names(in: "\(home)/.openclaw").filter { $0 == "workspace" || $0.hasPrefix("workspace-") }
    let natives = own.map { name in
      let agent = String(name.dropFirst("workspace-".count))
      return Workspace(
        path: "\(home)/.openclaw/\(name)", hint: agent.isEmpty ? nil : agent, waking: .here)
    }
    let clients = names(in: "\(home)/openclaw-clients").map { client in
      Workspace(
        path: "\(home)/openclaw-clients/\(client)/workspace", hint: client,
        waking: .container("openclaw-\(client)"))
    }
    return natives + clients
  }

  private static let composeNames = [
    "docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml",
  ]

  private var composed: [Workspace] {
    guard let home else { return [] }
    let clients = names(in: "\(home)/openclaw-clients").map { "\(home)/openclaw-clients/\($0)" }
    let folders = [home, "\(home)/openclaw", "\(home)/.openclaw", "\(home)/openclaw-clients"] + clients
    return folders.flatMap { folder in
      Self.composeNames.flatMap { ComposeFile(path: "\(folder)/\($0)", home: home)?.workspaces ?? [] }
    }
  }

  private func names(in folder: String) -> [String] { (try? FolderNames.list(folder)) ?? [] }
}
