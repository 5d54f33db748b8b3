extension Configuration {
  /// A text that is equal for two configurations exactly when they mean the same; for the digest in logs.
  ///
  /// Comments, the order of keys, and whether a default is written out make no difference.
  /// Source: R17, H2.
  package var canonicalText: String {
    var canonical = CanonicalText()
    canonical.add("state", state)
    canonical.add("zone.name", zone.name)
    canonical.add("zone.label", zone.label)
    for (index, bot) in bots.enumerated() { bot.describe("bots.\(index)", into: &canonical) }
    for (index, human) in humans.enumerated() { human.describe("humans.\(index)", into: &canonical) }
    canonical.add("hub", hub)
    canonical.add("broadcast", broadcast)
    canonical.add("alert", alert)
    canonical.add("relay.poll", relay.poll)
    canonical.add("relay.settle", relay.settle)
    canonical.add("relay.lockHold", relay.lockHold)
    canonical.add("relay.maxMessage", relay.maxMessage)
    canonical.add("relay.remember", relay.remember)
    canonical.add("wake.burst", wake.burst)
    canonical.add("wake.timeout", wake.timeout)
    canonical.add("wake.retryFirst", wake.retryFirst)
    canonical.add("wake.retryMost", wake.retryMost)
    canonical.add("wake.sayAge", wake.sayAge)
    canonical.add("guard.wakesPerHour", `guard`.wakesPerHour)
    canonical.add("guard.pairWakesPerHour", `guard`.pairWakesPerHour)
    canonical.add("guard.spacing", `guard`.spacing)
    canonical.add("guard.holdFor", `guard`.holdFor)
    canonical.add("guard.quietAfter", `guard`.quietAfter)
    canonical.add("health.every", health.every)
    canonical.add("health.disk", health.disk)
    canonical.add("log.maxSize", log.maxSize)
    canonical.add("log.keep", log.keep)
    return canonical.text
  }
}

extension Bot {
  fileprivate func describe(_ key: String, into canonical: inout CanonicalText) {
    canonical.add("\(key).name", name)
    canonical.add("\(key).aliases", aliases)
    canonical.add("\(key).chat", chat)
    if let link {
      canonical.add("\(key).link.hub", link.hub)
      canonical.add("\(key).link.room", link.room)
      canonical.add("\(key).link.token", link.token)
      canonical.add("\(key).link.from", link.from)
      canonical.add("\(key).link.senders", link.senders)
      canonical.add("\(key).link.to", link.to)
      canonical.add("\(key).link.plain", link.plain)
      canonical.add("\(key).link.ping", link.ping)
    }
    canonical.add("\(key).wake", wake)
    canonical.add("\(key).wakeOn", wakeOn.rawValue)
    canonical.add("\(key).wakeBy", wakeBy.rawValue)
    canonical.add("\(key).burst", burst)
    if let answer {
      canonical.add("\(key).answer.within", answer.within)
      canonical.add("\(key).answer.repetitions", answer.repetitions)
    }
    if let rescue {
      canonical.add("\(key).rescue.run", rescue.run)
      canonical.add("\(key).rescue.when", rescue.when.rawValue)
    }
    if let monitor {
      canonical.add("\(key).monitor.via", monitor.via)
      canonical.add("\(key).monitor.config", monitor.config)
    }
    if let gateway {
      canonical.add("\(key).gateway.url", gateway.url)
      canonical.add("\(key).gateway.sessions", gateway.sessions)
    }
  }
}

extension Human {
  fileprivate func describe(_ key: String, into canonical: inout CanonicalText) {
    canonical.add("\(key).name", name)
    canonical.add("\(key).aliases", aliases)
    canonical.add("\(key).uid", uid)
    canonical.add("\(key).chat", chat)
  }
}
