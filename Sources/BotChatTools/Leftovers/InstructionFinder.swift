import BotChatCore
import BotChatSystem

/// Reads what the bots are told to do, in the files of their workspaces.
///
/// A workspace is its bot's: no link in it is followed.
struct InstructionFinder {
  /// One place, with its file.
  struct Found {
    let path: String
    let instruction: Instruction

    var place: String { "\(path):\(instruction.lines.lowerBound)" }
  }

  private static let longest = 256 << 10
  private static let mostFiles = 200

  /// What stands in the Markdown files of a workspace, the chat file left out, and in its skills.
  static func find(in workspace: String, _ neighbours: Neighbourhood) -> [Found] {
    let reader = InstructionReader(neighbours)
    return files(in: workspace).flatMap { folder, name -> [Found] in
      guard let bytes = try? folder.readSmall(name, limit: longest) else { return [] }
      let path = folder.path(of: name)
      return reader.read(String(decoding: bytes, as: UTF8.self)).map { Found(path: path, instruction: $0) }
    }
  }

  private static func files(in workspace: String) -> [(folder: Folder, name: String)] {
    guard let folder = try? Folder(path: workspace), let names = try? FolderNames.list(workspace) else {
      return []
    }
    let own = names.filter { $0.hasSuffix(".md") && !isChat($0) }.map { (folder, $0) }
    return Array((own + skills(in: folder)).prefix(mostFiles))
  }

  /// The chat file, and what was set aside of it: `BOT_CHAT.md`, `BOT_CHAT-2026-02.md`.
  private static func isChat(_ name: String) -> Bool {
    guard name.hasPrefix("BOT_CHAT") else { return false }
    return name.dropFirst(8).dropLast(3).allSatisfy { $0.isNumber || "-_.".contains($0) }
  }

  private static func skills(in workspace: Folder) -> [(folder: Folder, name: String)] {
    let path = workspace.path(of: "skills")
    guard (try? workspace.status(of: "skills"))??.kind == .directory, let skills = try? Folder(path: path)
    else { return [] }
    return ((try? FolderNames.list(path)) ?? []).compactMap { name in
      guard (try? skills.status(of: name))??.kind == .directory,
        let folder = try? Folder(path: skills.path(of: name))
      else { return nil }
      return (folder, "SKILL.md")
    }
  }
}
