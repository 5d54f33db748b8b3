import CWebSockets
import Glibc
import Synchronization

/// A request that was handed over, and what is owed for it.
struct HTTPJob: Sendable {
  let request: HTTPRequest
  /// By ``MonotonicClock``.
  let deadline: Int64
  /// Called exactly once.
  let done: @Sendable (Result<HTTPAnswer, HTTPError>) -> Void

  var server: String { request.address.description }
}

/// Where the threads meet: what anybody hands over, and the loop takes.
final class HTTPInbox: Sendable {
  enum Item: Sendable {
    case job(HTTPJob)
    case found(host: String, Result<[String], HostLookup.Failure>)
    case trust(Result<SecureContext, SecureContextError>)
  }

  private struct State {
    var items: [Item] = []
    var isClosed = false
    var thread: pthread_t?
    /// The address of the loop's context while there is one that can be woken.
    var context: UInt = 0
  }

  private let state = Mutex(State())

  /// Hands a request over, and starts the thread for the first one.
  ///
  /// Throws ``HTTPError`` (`closed`, `unavailable`): then the request was not taken.
  func post(_ job: HTTPJob, _ loop: @escaping @Sendable () -> Void) throws(HTTPError) {
    let refusal = state.withLock { state -> HTTPError? in
      guard !state.isClosed else { return .closed }
      do throws(SystemError) {
        if state.thread == nil { state.thread = try NativeThread.start(loop) }
      } catch {
        return .unavailable(error)
      }
      state.items.append(.job(job))
      Self.wake(state)
      return nil
    }
    if let refusal { throw refusal }
  }

  /// Hands over what a thread of the loop's has prepared; after the end nobody wants it any more.
  func prepared(_ item: Item) {
    state.withLock { state in
      guard !state.isClosed else { return }
      state.items.append(item)
      Self.wake(state)
    }
  }

  /// Ends it: nothing is taken any more, and the loop's thread has ended when this returns.
  func close() {
    let thread = state.withLock { state -> pthread_t? in
      state.isClosed = true
      Self.wake(state)
      defer { state.thread = nil }
      return state.thread
    }
    if let thread { NativeThread.join(thread) }
  }

  /// What has come since the last time, and whether it was the last.
  func take() -> (items: [Item], isLast: Bool) {
    state.withLock { state in
      defer { state.items = [] }
      return (state.items, state.isClosed)
    }
  }

  /// From here on the loop can be woken; nil: not any more.
  func publish(_ context: OpaquePointer?) {
    let address = UInt(bitPattern: context)
    state.withLock { $0.context = address }
  }

  /// The loop ends without having begun; the next request tries to start it again.
  func giveUp() -> [Item] {
    state.withLock { state in
      if let thread = state.thread { pthread_detach(thread) }
      state.thread = nil
      defer { state.items = [] }
      return state.items
    }
  }

  // Under the lock, so that the context is not destroyed meanwhile. Source: lws_cancel_service, the only call of
  // the library that another thread may make.
  private static func wake(_ state: State) {
    if let context = OpaquePointer(bitPattern: state.context) { lws_cancel_service(context) }
  }
}
