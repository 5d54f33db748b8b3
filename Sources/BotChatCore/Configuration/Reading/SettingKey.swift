/// The keys that one map of the configuration accepts: an enum with a case for each.
///
/// Reading and refusing use the same list, so a key can neither be read without being accepted
/// nor accepted without standing in the error that lists what is.
protocol SettingKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {}
