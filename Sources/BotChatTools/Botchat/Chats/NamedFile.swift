import BotChatSystem

/// The chat file that somebody names on a command line.
///
/// A bot's own path may be a link to the file that it shares. One is followed when it belongs to the caller, to root,
/// or to whom the file belongs: root is not led to its own files by a link that a bot has made. It is the kernel's own
/// rule for links in `/tmp`. Source: DESIGN 8 (security), proc(5) `protected_symlinks`.
enum NamedFile {
  /// The path of the file itself; without a link that is the path that was named, made absolute.
  ///
  /// Throws a `Complaint` with exit 77 for a link that is not to be followed. What is not there is found out later.
  static func path(_ named: String) throws(Complaint) -> String {
    let path = ThisProcess.absolute(named)
    guard let link = status(path), link.kind == .symlink, let end = LinkTarget.end(of: path),
      let file = status(end)
    else { return path }
    guard [0, ThisProcess.user, file.owner].contains(link.owner) else {
      throw Complaint(
        "\(path) is a link that somebody else made, to \(end)", hint: "name that file itself if you mean it",
        exit: .permission)
    }
    return end
  }

  private static func status(_ path: String) -> FileStatus? {
    let (folder, name) = PathText.divide(path)
    return try? Folder(path: folder.isEmpty ? "/" : folder).status(of: name)
  }
}
