import BotChatCore
import BotChatSystem

/// How a call ended, and what its command or its server said.
struct CallResult {
  var outcome: CallOutcome
  /// What a command wrote, or what a server answered; from outside, and not to be trusted.
  var output: [UInt8]
  /// Nanoseconds from the start to the end.
  var duration: Int64
}

/// Has commands and requests carried out, and tells how they ended; it never waits for one (W3, W4).
final class Caller {
  let loop: EventLoop
  var running: [Int32: Running] = [:]
  var client: HTTPClient?
  var tokens: [String: TokenFile] = [:]
  let answers: Mailbox<Answer>
  var asked: [Int: (begin: Int64, done: (CallResult) -> Void)] = [:]
  var lastRequest = 0
  /// What could not even begin, to be told when whoever began it has gone on.
  private var failed: [(CallResult, (CallResult) -> Void)] = []

  struct Answer: Sendable {
    var request: Int
    var result: Result<HTTPAnswer, HTTPError>
  }

  struct Running {
    let child: Child
    let begin: Int64
    /// Steady clock: when its group is ended, the hard way the second time.
    var limit: Int64
    var isOverdue = false
    /// Whether the kernel would not tell of its end, so that it is asked time and again.
    var isUnwatched = false
    let timeout: Int64
    let done: (CallResult) -> Void
  }

  /// Throws `SystemError` of `eventfd` and `epoll_ctl`.
  init(_ loop: EventLoop) throws(SystemError) {
    self.loop = loop
    answers = try Mailbox()
    try loop.listen(to: answers.descriptor) { [unowned self] in takeAnswers() }
  }

  /// Whether anything is under way.
  var isBusy: Bool { !running.isEmpty || !asked.isEmpty || !failed.isEmpty }

  /// Steady clock: when ``look(at:)`` has something to do; `Int64.max` when never.
  var dueAt: Int64 {
    if !failed.isEmpty { return 0 }
    let limit = running.values.map(\.limit).min() ?? .max
    return running.values.contains(where: \.isUnwatched)
      ? min(limit, MonotonicClock.now() + Self.askingPause) : limit
  }

  /// Begins a call; `done` is called in the loop's own thread when it has ended, never from in here.
  ///
  /// - Parameters:
  ///   - call: a command or an address, its words filled in already.
  ///   - body: what is posted.
  ///   - timeout: nanoseconds.
  ///   - done: takes the end.
  func begin(_ call: Call, body: [UInt8], timeout: Int64, _ done: @escaping (CallResult) -> Void) {
    switch call {
    case .run(let arguments): run(arguments, timeout, done)
    case .post(let url, let token): post(url, token, body, timeout, done)
    }
  }

  func later(_ result: CallResult, _ done: @escaping (CallResult) -> Void) { failed.append((result, done)) }

  /// Ends what has taken too long, and tells what could not begin.
  func look(at now: Int64) {
    let told = failed
    failed = []
    for (result, done) in told { done(result) }
    for (descriptor, one) in running where one.isUnwatched { ask(one, descriptor) }
    for (descriptor, one) in running where now >= one.limit {
      // A command that runs as somebody else may be beyond our signals: it is waited for.
      try? one.child.endGroup(one.isOverdue ? .kill : .terminate)
      running[descriptor]?.isOverdue = true
      running[descriptor]?.limit = one.isOverdue ? .max : now + Self.grace
    }
  }

  /// How long a command has to end by itself after it was told to, in nanoseconds.
  private static var grace: Int64 { 2_000_000_000 }

  /// How often a command that nobody watches is asked, in nanoseconds.
  private static var askingPause: Int64 { 50_000_000 }
}
