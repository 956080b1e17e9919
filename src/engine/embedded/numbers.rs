//! Variable-length numbers of 7 bits a byte, as the components of a segment store them.

/// Appends a number, lowest bits first; the last byte has its highest bit set.
pub(super) fn write_number(mut number: u32, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push((number & 0x7F) as u8);
        number >>= 7;
    }
    bytes.push(number as u8 | 0x80);
}

/// Removes a number from the front of `bytes`, and returns it; `None` if there is none.
#[inline]
pub(super) fn read_number(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0u32;
    for shift in (0..u32::BITS).step_by(7) {
        let byte = *bytes.split_off_first()?;
        number |= u32::from(byte & 0x7F) << shift;
        if byte & 0x80 != 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 127, 128, 300, 1 << 21, u32::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|&number| write_number(number, &mut bytes));
        let mut rest = bytes.as_slice();
        assert_eq!(numbers.map(|_| read_number(&mut rest)), numbers.map(Some));
        assert_eq!(read_number(&mut rest), None);
        assert_eq!(read_number(&mut [0; 5].as_slice()), None, "a number without an end");
    }
}
