//! Changes inputs at random, for runs without the engine.

/// Changes inputs. The same seed makes the same changes.
pub struct Mutator(u64);

impl Mutator {
    /// A mutator with this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// One of these, changed a few times; now and then its end is that of another one.
    pub fn mutate(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut data = self.pick(corpus).to_vec();
        if self.below(4) == 0 {
            let other = self.pick(corpus);
            data.truncate(self.below(data.len() + 1));
            data.extend_from_slice(&other[self.below(other.len() + 1)..]);
        }
        for _ in 0..=self.below(6) {
            let at = self.below(data.len() + 1);
            let to = at + self.below((data.len() - at).min(16) + 1);
            match self.below(6) {
                0 if at < data.len() => data[at] ^= 1 << self.below(8),
                1 if at < data.len() => data[at] = self.byte(),
                2 => data.insert(at, self.byte()),
                3 => drop(data.drain(at..to)),
                4 => {
                    let part = data[at..to].to_vec();
                    let into = self.below(data.len() + 1);
                    data.splice(into..into, part);
                }
                _ => data.truncate(data.len() - data.len().min(self.below(4))),
            }
        }
        data
    }

    fn pick<'a>(&mut self, corpus: &'a [Vec<u8>]) -> &'a [u8] {
        match corpus.len() {
            0 => &[],
            count => &corpus[self.below(count)],
        }
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[3]
    }

    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    /// xorshift64: good enough to be unfair to nobody.
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}
