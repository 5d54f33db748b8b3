/// A name of the configuration and where it stands, for the errors that compare names.
struct PlacedName {
  /// The name as written.
  let name: String
  /// Its place.
  let node: SettingNode
}
