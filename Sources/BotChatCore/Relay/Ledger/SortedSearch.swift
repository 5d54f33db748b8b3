extension Array {
  /// Where, in elements that come in order, those begin that `isBehind` is true of; the end if there are none.
  ///
  /// Once it is true it must stay true. It is asked as often as the count has binary digits.
  package func beginning(where isBehind: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
