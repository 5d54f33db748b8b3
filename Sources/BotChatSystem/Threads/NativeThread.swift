import CLinux
import Glibc

/// A thread of the kernel, for what would block Swift's own, of which there are only as many as cores.
enum NativeThread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a thread that takes no signals: they are for the threads that wait for them.
  ///
  /// - Parameter body: what it runs; then it ends.
  /// - Returns: the thread, to be joined or detached.
  /// - Throws: ``SystemError`` of `pthread_create` (`EAGAIN`: no more threads for this user).
  static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) -> pthread_t {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let held = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let number = pthread_create(
      &thread, nil,
      { @Sendable argument in
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, held.toOpaque())
    guard number == 0 else {
      held.release()
      throw SystemError(call: "pthread_create", path: "", errno: number)
    }
    return thread
  }

  /// Waits for the thread's end; from that thread itself only lets it go.
  static func join(_ thread: pthread_t) {
    guard pthread_equal(pthread_self(), thread) == 0 else {
      pthread_detach(thread)
      return
    }
    pthread_join(thread, nil)
  }
}
