import BotChatFormat

/// What a person asks of the relay: what it alone may do, since it alone writes its state (W2, R12).
package enum Request: Sendable, Equatable {
  /// Deliver a message once more, whatever it has reached: the one way round R6.
  case resend(Resend)
  /// Take a message out of the outbox.
  case drop(Drop)
  /// Take one problem off the list.
  case dropProblem(Problem.Key)
  /// Take every problem off the list that does not go away by itself.
  case dropProblems
  /// Move the old messages of a chat file into an archive.
  case archive(Archive)
}

/// A chat file that has grown long.
package struct Archive: Sendable, Equatable {
  /// Its path.
  package var home: String
  /// How many of its newest messages stay.
  package var keep: Int

  package init(home: String, keep: Int) {
    self.home = home
    self.keep = keep
  }
}

/// A message that is to be delivered once more.
package struct Resend: Sendable, Equatable {
  package var id: MessageID
  /// The path of the chat file that it was written in.
  package var home: String
  /// As it stands in the file, without its line end.
  package var headerLine: [UInt8]
  package var body: [UInt8]
  /// 0: the message itself; N: its N-th continuation.
  package var continuation: Int
  /// Who alone is to get it; nil: all that it names.
  package var recipient: String?

  package init(
    id: MessageID, home: String, headerLine: [UInt8], body: [UInt8], continuation: Int = 0,
    recipient: String? = nil
  ) {
    self.id = id
    self.home = home
    self.headerLine = headerLine
    self.body = body
    self.continuation = continuation
    self.recipient = recipient
  }
}

/// A message that is to wait no longer.
package struct Drop: Sendable, Equatable {
  /// Where it waits.
  package struct Place: Sendable, Equatable {
    /// The path of the chat file that it waits for.
    package var home: String
    /// Its number in that file's queue.
    package var number: Int

    package init(home: String, number: Int) {
      self.home = home
      self.number = number
    }
  }

  package var id: MessageID
  package var places: [Place]

  package init(id: MessageID, places: [Place]) {
    self.id = id
    self.places = places
  }
}
