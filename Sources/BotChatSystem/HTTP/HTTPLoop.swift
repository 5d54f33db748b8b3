import CWebSockets
import Glibc

/// libwebclients' loop, on the one thread that may call the library.
///
/// What the library calls back only notes the outcome on its ``HTTPConnection``; everything else happens between two
/// turns of the loop, so that no `done` runs and no connection is opened or closed inside the library.
final class HTTPLoop {
  private let inbox: HTTPInbox
  private let client: ClientContext
  private let caFile: String?

  /// What takes long and is done on a thread beside this one.
  private enum Preparation: Hashable {
    case addresses(host: String)
    /// Whom to trust: the system's certificates alone are read for 10 ms.
    case certificates

    var stage: HTTPError.Stage { self == .certificates ? .connecting : .lookup }
  }

  /// Behind the most that are sent at once, in order.
  private var waiting: ArraySlice<HTTPJob> = []
  /// By what they need first, so that there is one thread for it, however long it takes.
  private var preparing: [Preparation: [HTTPJob]] = [:]
  private var isTrustReady = false
  /// By number, which the library hands back; a number that is not here any more is ignored.
  private(set) var connections: [Int: HTTPConnection] = [:]
  private var lastNumber = 0
  let buffer = ReadBuffer()

  /// Runs until the inbox is closed.
  static func run(_ inbox: HTTPInbox, caFile: String?) {
    let loop: HTTPLoop
    do throws(SystemError) {
      loop = try HTTPLoop(inbox, caFile: caFile)
    } catch {
      for case .job(let job) in inbox.giveUp() { job.done(.failure(.unavailable(error))) }
      return
    }
    loop.run()
  }

  private init(_ inbox: HTTPInbox, caFile: String?) throws(SystemError) {
    self.inbox = inbox
    self.caFile = caFile
    client = try ClientContext()
  }

  private func run() {
    client.listen { [unowned self] in hear($0) }
    inbox.publish(client.context)
    while takeIn() {
      expire()
      settle()
      client.wake(at: nextDeadline)
      client.service()
    }
    inbox.publish(nil)
    end()
  }

  // MARK: Between two turns

  /// Takes what has come, and answers whether to go on.
  private func takeIn() -> Bool {
    let (items, isLast) = inbox.take()
    for item in items {
      switch item {
      case .job(let job): waiting.append(job)
      case .found(let host, let result): found(host, result)
      case .trust(let result): trust(result)
      }
    }
    return !isLast
  }

  /// Ends connections that have an outcome, and begins what there is room for, until nothing changes.
  private func settle() {
    while true {
      let settled = connections.filter { $0.value.outcome != nil }
      for (number, connection) in settled { finish(number, connection) }
      while underWay < ClientContext.mostConnections, let job = waiting.popFirst() { begin(job) }
      if !connections.values.contains(where: { $0.outcome != nil }) { return }
    }
  }

  private var underWay: Int { connections.count + preparing.values.reduce(0) { $0 + $1.count } }

  private func finish(_ number: Int, _ connection: HTTPConnection) {
    connections[number] = nil
    if let wsi = connection.wsi { client.close(wsi) }
    switch connection.outcome {
    case .answer(let answer): connection.job.done(.success(answer))
    case .failure(let error): connection.job.done(.failure(error))
    case .unreachable(let error):
      if let next = connection.otherAddresses.first, MonotonicClock.now() < connection.job.deadline {
        connect(connection.job, next, connection.otherAddresses.dropFirst())
      } else {
        connection.job.done(.failure(error))
      }
    case nil: break
    }
  }

  private func begin(_ job: HTTPJob) {
    let address = job.request.address
    if address.isEncrypted, !isTrustReady {
      prepare(.certificates, job) { [caFile] in
        .trust(Result { () throws(SecureContextError) in try SecureContext(caFile: caFile) })
      }
    } else if address.isNumeric {
      connect(job, address.host, [])
    } else {
      let host = address.host
      prepare(.addresses(host: host), job) { .found(host: host, HostLookup.addresses(of: host)) }
    }
  }

  private func prepare(
    _ preparation: Preparation, _ job: HTTPJob, _ work: @escaping @Sendable () -> HTTPInbox.Item
  ) {
    let isUnderWay = preparing[preparation] != nil
    preparing[preparation, default: []].append(job)
    guard !isUnderWay else { return }
    do throws(SystemError) {
      // Nobody can interrupt getaddrinfo, so nobody waits for this thread.
      pthread_detach(try NativeThread.start { [inbox] in inbox.prepared(work()) })
    } catch {
      preparing[preparation] = nil
      job.done(.failure(.unavailable(error)))
    }
  }

  private func found(_ host: String, _ result: Result<[String], HostLookup.Failure>) {
    for job in preparing.removeValue(forKey: .addresses(host: host)) ?? [] {
      switch result {
      case .success(let addresses): connect(job, addresses[0], addresses.dropFirst())
      case .failure(let failure): job.done(.failure(.lookup(host: host, why: failure.why)))
      }
    }
  }

  private func trust(_ result: Result<SecureContext, SecureContextError>) {
    let jobs = preparing.removeValue(forKey: .certificates) ?? []
    do throws(SecureContextError) {
      try client.allowTLS(try result.get())
      isTrustReady = true
      for job in jobs { begin(job) }
    } catch {
      for job in jobs { job.done(.failure(.tls(server: job.server, why: error.why))) }
    }
  }

  private func connect(_ job: HTTPJob, _ address: String, _ others: ArraySlice<String>) {
    let now = MonotonicClock.now()
    // Each address has an equal share of what is left.
    let deadline = others.isEmpty ? job.deadline : now + (job.deadline - now) / Int64(others.count + 1)
    let connection = HTTPConnection(job, otherAddresses: others, deadline: deadline)
    lastNumber += 1
    connections[lastNumber] = connection
    errno = 0
    if let wsi = client.connect(lastNumber, job.request, address) {
      connection.began(wsi)
    } else {
      connection.lost(errno: errno)
    }
  }

  // MARK: Time

  private var nextDeadline: Int64? {
    let deadlines = connections.values.map(\.deadline) + waiting.map(\.deadline)
    return (deadlines + preparing.values.joined().map(\.deadline)).min()
  }

  private func expire() {
    let now = MonotonicClock.now()
    for connection in connections.values where connection.deadline <= now { connection.expire() }
    expire(&waiting, .waiting, now)
    for preparation in preparing.keys {
      // The entry stays, empty: its thread is still at it, and a second one would not be faster.
      var jobs = ArraySlice(preparing[preparation] ?? [])
      expire(&jobs, preparation.stage, now)
      preparing[preparation] = Array(jobs)
    }
  }

  private func expire(_ jobs: inout ArraySlice<HTTPJob>, _ stage: HTTPError.Stage, _ now: Int64) {
    guard jobs.contains(where: { $0.deadline <= now }) else { return }
    let late = jobs.filter { $0.deadline <= now }
    jobs.removeAll { $0.deadline <= now }
    for job in late { job.done(.failure(.timeout(server: job.server, stage))) }
  }

  private func end() {
    for (number, connection) in connections where connection.outcome != nil { finish(number, connection) }
    let jobs = connections.values.map(\.job) + waiting + preparing.values.joined()
    connections = [:]
    // The context's own end closes what is left, and has nobody to tell.
    client.listen { _ in false }
    for job in jobs { job.done(.failure(.closed)) }
  }
}
