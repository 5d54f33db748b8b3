import CWebSockets
import Glibc
import Synchronization

/// One connection to a WebSocket server, on a thread of its own, from the look-up of the name to the end.
///
/// Whoever has it is never made to wait. When it has ended it is done with: a new try is a new connection.
package final class WebSocketConnection: Sendable {
  package enum Event: Sendable, Equatable {
    case opened
    /// A whole text message, put together from its fragments; not checked to be UTF-8.
    case text([UInt8])
    /// The last event.
    case ended(WebSocketError)
  }

  /// What is bounded, and how long is waited, in seconds.
  package struct Limits: Sendable {
    /// The largest message that is taken, in bytes.
    package var message = 16 << 20
    /// So much may be handed over without being dealt with, in bytes.
    package var unread = 4 << 20
    package var connecting = 30
    /// Silence after which a sign of life is asked for.
    package var ping: UInt16 = 30
    /// Silence after which the connection counts as broken.
    package var hangUp: UInt16 = 75

    package init() {}
  }

  private let orders: SocketOrders
  private let unread: Int

  /// Begins to connect.
  ///
  /// - Parameters:
  ///   - address: the server.
  ///   - proxy: see ``ProxyChoice``.
  ///   - caFile: certificates in PEM to trust in place of the system's.
  ///   - limits: what is bounded.
  ///   - hear: called on the connection's thread, for the last time with `ended`.
  /// - Throws: ``SystemError`` of `pthread_create`.
  package init(
    _ address: WebAddress, proxy: String? = nil, caFile: String? = nil, limits: Limits = Limits(),
    _ hear: @escaping @Sendable (Event) -> Void
  ) throws(SystemError) {
    let orders = SocketOrders()
    self.orders = orders
    unread = limits.unread
    let thread = try NativeThread.start {
      let error: WebSocketError
      do throws(WebSocketError) {
        error = try SocketLoop(address, proxy, caFile, limits, orders, hear).run()
      } catch let failure {
        error = failure
      }
      orders.end()
      hear(.ended(error))
    }
    // Nobody can interrupt a look-up, so nobody waits for the thread.
    pthread_detach(thread)
  }

  deinit {
    close()
  }

  /// Sends a text message behind those that were sent before; after the end it goes nowhere.
  package func send(_ text: [UInt8]) { orders.give { $0.texts.append(text) } }

  /// Says that a text was dealt with, by its size; while too much is not, the server has to wait.
  package func dealtWith(_ bytes: Int) { orders.tookIn(bytes, limit: unread) }

  /// Says goodbye, once what was sent is out, and ends.
  package func close() { orders.give { $0.isClosing = true } }
}

/// What a connection is told from outside.
final class SocketOrders: Sendable {
  struct State {
    var texts: [[UInt8]] = []
    /// Bytes of what was handed over and is not dealt with.
    var unread = 0
    var isClosing = false
    fileprivate var hasEnded = false
  }

  private let state = Mutex(State())
  /// The address of the context while there is one that can be woken; a lock of its own, or the loop, which wakes at
  /// once, would find its orders locked by who woke it.
  private let context = Mutex<UInt>(0)

  func give(_ change: (inout State) -> Void) {
    let isTaken = state.withLock { state in
      if !state.hasEnded { change(&state) }
      return !state.hasEnded
    }
    if isTaken { wake() }
  }

  private func wake() {
    context.withLock { address in
      // Under the lock, so that the context is not destroyed meanwhile.
      if let context = OpaquePointer(bitPattern: address) { lws_cancel_service(context) }
    }
  }

  /// What was ordered; the texts are taken.
  func take() -> State {
    state.withLock { state in
      let taken = state
      state.texts = []
      return taken
    }
  }

  /// Counts what was dealt with; the loop is only woken when it may be waiting for that.
  func tookIn(_ bytes: Int, limit: Int) {
    let isRoom = state.withLock { state in
      let wasFull = state.unread > limit / 2
      state.unread -= bytes
      return wasFull && state.unread <= limit / 2
    }
    if isRoom { wake() }
  }

  /// Counts what is handed over; answers whether that is too much now.
  func handOver(_ bytes: Int, limit: Int) -> Bool {
    state.withLock { state in
      state.unread += bytes
      return state.unread > limit
    }
  }

  /// From here on the loop can be woken; nil: not any more.
  func publish(_ context: OpaquePointer?) {
    let address = UInt(bitPattern: context)
    self.context.withLock { $0 = address }
  }

  func end() {
    state.withLock { state in
      state.hasEnded = true
      state.texts = []
    }
  }
}
