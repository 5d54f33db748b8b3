import CWebSockets

/// A time at which libwebsockets' wait ends.
///
/// For the thread of the context, and to be given up after the context's end. Source: `lws_sul_schedule`.
final class ServiceTimer {
  /// The library's timer, which is handed back when it goes off, and after it what that needs.
  private struct Timer {
    var list = lws_sorted_usec_list_t()
    var context: OpaquePointer?
  }

  private let timer: UnsafeMutablePointer<Timer>

  init() {
    timer = .allocate(capacity: 1)
    timer.initialize(to: Timer())
  }

  deinit {
    timer.deallocate()
  }

  /// Ends the next wait of the context at this time, by ``MonotonicClock``; nil takes that back.
  func wake(_ context: OpaquePointer, at deadline: Int64?) {
    timer.pointee.context = context
    let list = UnsafeMutableRawPointer(timer).assumingMemoryBound(to: lws_sorted_usec_list_t.self)
    guard let deadline else { return lws_sul_cancel(list) }
    let goOff: sul_cb_t = { list in
      // A timer that goes off before the wait begins does not shorten it.
      let timer = UnsafeMutableRawPointer(list)?.assumingMemoryBound(to: Timer.self)
      lws_cancel_service(timer?.pointee.context)
    }
    // The wait is cut off to whole milliseconds: without one more it would end again and again in the last.
    let microseconds = max(0, deadline - MonotonicClock.now()) / 1000 + 1000
    lws_sul_schedule(context, 0, list, goOff, microseconds)
  }
}
