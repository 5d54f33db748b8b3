/// Lets several writers of one village write one at a time.
actor Secretary {
  private let village: Village

  init(_ village: Village) { self.village = village }

  func say(_ sender: String, to recipient: String, _ body: String) throws {
    try village.say(sender, to: recipient, body)
  }
}
