import BotChatSystem

/// Sleeps until something happens, and calls whoever asked to be called for it.
final class EventLoop {
  private let waiter: Waiter
  private var handlers: [Int32: () -> Void] = [:]

  /// Throws as ``Waiter/init()``.
  init() throws(SystemError) {
    waiter = try Waiter()
  }

  /// Calls `handler` whenever the descriptor is readable, until ``forget(_:)``.
  ///
  /// Throws as ``Waiter/add(_:)``.
  func listen(to descriptor: Int32, _ handler: @escaping () -> Void) throws(SystemError) {
    try waiter.add(descriptor)
    handlers[descriptor] = handler
  }

  /// To be called before the descriptor is closed, since its number is soon another's.
  func forget(_ descriptor: Int32) {
    guard handlers.removeValue(forKey: descriptor) != nil else { return }
    try? waiter.remove(descriptor)
  }

  /// For a descriptor that was closed, which has taken it out of the kernel's list already.
  func forgetClosed(_ descriptor: Int32) { handlers[descriptor] = nil }

  /// Sleeps at most until that time of the steady clock.
  ///
  /// Throws as ``Waiter/wait(nanoseconds:_:)``.
  func wait(until due: Int64) throws(SystemError) {
    var ready: [Int32] = []
    let left = due == Int64.max ? nil : max(0, due - MonotonicClock.now())
    try waiter.wait(nanoseconds: left) { ready.append($0) }
    // A handler may forget another descriptor that is ready too.
    for descriptor in ready { handlers[descriptor]?() }
  }
}
