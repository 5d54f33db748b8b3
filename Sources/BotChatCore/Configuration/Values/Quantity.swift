/// A number with a unit, read exactly.
enum Quantity {
  /// The value in the smallest unit, or nil when the text is no such number.
  ///
  /// The number is digits, or digits with a point and one to six more; the result must be whole and fit.
  /// No floating point: `0.1s` is a hundred million nanoseconds, to the last one.
  static func parse(_ text: String, units: KeyValuePairs<String, Int64>) -> Int64? {
    let bytes = text.utf8
    let whole = bytes.prefix(while: isDigit)
    var rest = bytes.dropFirst(whole.count)
    guard let number = decimal(whole) else { return nil }

    var fraction: Int64 = 0
    var scale: Int64 = 1
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix(while: isDigit)
      guard digits.count <= 6, let value = decimal(digits) else { return nil }
      fraction = value
      for _ in digits { scale *= 10 }
      rest = rest.dropFirst(1 + digits.count)
    }

    guard let unit = units.first(where: { $0.key.utf8.elementsEqual(rest) })?.value else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: unit)
    // The fraction is below `scale`, so the quotient is below `unit` and fits.
    let (part, remainder) = scale.dividingFullWidth(unit.multipliedFullWidth(by: fraction))
    let (sum, carry) = product.addingReportingOverflow(part)
    return overflow || carry || remainder != 0 ? nil : sum
  }

  /// The value in the largest unit that divides it.
  static func describe(_ value: Int64, units: KeyValuePairs<String, Int64>, smallest: String) -> String {
    let fitting = units.last { value != 0 && value.isMultiple(of: $0.value) }
    return fitting.map { "\(value / $0.value)\($0.key)" } ?? "\(value)\(smallest)"
  }

  private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

  private static func decimal(_ digits: Substring.UTF8View) -> Int64? {
    // Without digits there is no number; too many do not fit, and `Int64` says so.
    digits.isEmpty ? nil : Int64(Substring(digits))
  }
}
