import BotChatCore

extension ConfigurationFile {
  /// Finds the bot by its name or another of its names, without regard to case.
  ///
  /// Throws a `Complaint` with exit 78 that says which there are.
  func bot(named name: String) throws(Complaint) -> Bot {
    let directory = Directory(configuration)
    if case .bot(let index)? = directory.resolve(name) { return configuration.bots[index] }
    let names = configuration.bots.map(\.name).joined(separator: ", ")
    throw Complaint(
      "\(path) has no bot \"\(name)\"",
      hint: "\(directory.question(about: name))the bots are \(names)", exit: .configuration)
  }
}
