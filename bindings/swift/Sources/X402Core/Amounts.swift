import Foundation

// Amounts are decimal digits of atomic units, up to 2^256-1, which no number of Swift's holds. A
// `Decimal` holds 38 digits; where an amount has more there is none, rather than another amount.

extension Asset {
    /// So many atomic units as a number of tokens: `10000` of USDC is `0.01`.
    ///
    /// - Returns: `nil` if the text is no amount, or a `Decimal` cannot hold it exactly.
    public func decimal(amount: String) -> Decimal? {
        wholeNumber(amount).flatMap { exactly($0, exponent: -Int(decimals)) }
    }

    /// A number of tokens as atomic units: `0.01` USDC is `10000`.
    ///
    /// - Returns: `nil` if it is no whole number of units, negative, or too large to be exact.
    public func amount(decimal: Decimal) -> String? {
        guard decimal >= 0, let units = exactly(decimal, exponent: Int(decimals)) else {
            return nil
        }
        let digits = "\(units)"
        return wholeNumber(digits) == units ? digits : nil
    }
}

extension ChoiceSummary {
    /// The price as a number of tokens; `nil` where the token is not known by name.
    public var decimalPrice: Decimal? { knownAsset?.decimal(amount: amount) }
}

/// The number of these digits, if a `Decimal` can hold it.
private func wholeNumber(_ digits: String) -> Decimal? {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    let significant = digits.drop { $0 == "0" }
    // 38 digits always fit; a 39th only sometimes.
    guard significant.count <= 38 else { return nil }
    return Decimal(string: digits)
}

/// The number times a power of ten, if nothing is lost.
private func exactly(_ number: Decimal, exponent: Int) -> Decimal? {
    // Outside of this a Decimal has no exponent left.
    guard abs(number.exponent + exponent) <= 127 else { return nil }
    return Decimal(
        sign: number.sign, exponent: exponent, significand: number.magnitude)
}
