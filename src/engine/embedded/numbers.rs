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

/// Reads all numbers of `bytes`; `None` if they end within one. Eight bytes at a time, because one at a time the processor
/// guesses wrong how long the next number is.
pub(super) fn read_numbers(mut bytes: &[u8]) -> Option<Vec<u32>> {
    const ENDS: u64 = 0x8080_8080_8080_8080;
    let mut numbers = Vec::with_capacity(bytes.len());
    while let Some(chunk) = bytes.first_chunk() {
        let chunk = u64::from_le_bytes(*chunk);
        let (mut ends, mut begin) = (chunk & ENDS, 0);
        while ends != 0 {
            let end = ends.trailing_zeros() + 1;
            let number = (chunk >> begin) & u64::MAX >> (u64::BITS - (end - begin));
            let groups = (number & 0x7F) | (number >> 1 & 0x7F << 7) | (number >> 2 & 0x7F << 14);
            numbers.push((groups | (number >> 3 & 0x7F << 21) | (number >> 4 & 0xF << 28)) as u32);
            begin = end;
            ends &= ends - 1;
        }
        if begin == 0 {
            return None;
        }
        bytes = &bytes[(begin / u8::BITS) as usize..];
    }
    while !bytes.is_empty() {
        numbers.push(read_number(&mut bytes)?);
    }
    Some(numbers)
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
        for count in 0..40 {
            let numbers: Vec<u32> = numbers.iter().cycle().take(count).copied().collect();
            let mut bytes = Vec::new();
            numbers.iter().for_each(|&number| write_number(number, &mut bytes));
            assert_eq!(read_numbers(&bytes), Some(numbers));
            bytes.push(0);
            assert_eq!(read_numbers(&bytes), None, "the last number has no end");
        }
        assert_eq!(read_numbers(&[0; 20]), None, "a number without an end");
        assert_eq!(read_number(&mut [0; 5].as_slice()), None, "a number without an end");
    }
}
