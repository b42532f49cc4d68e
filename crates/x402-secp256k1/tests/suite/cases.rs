//! Digests with signatures, by number: the same case for the same number, on every machine.

use k256::{
    ProjectivePoint, Scalar, U256,
    elliptic_curve::{Field, PrimeField, bigint::Encoding, ops::Reduce, sec1::ToEncodedPoint},
};

use crate::oracle::{Case, Key};

/// Secrets and nonces whose multiples of the generator meet each other, or whose halves are short,
/// and what signing takes of them.
pub(crate) struct Pool {
    secrets: Vec<Scalar>,
    nonces: Vec<Nonce>,
}

struct Nonce {
    scalar: Scalar,
    inverse: Scalar,
    r: [u8; 32],
    is_y_odd: bool,
}

impl Pool {
    pub(crate) fn new() -> Self {
        let lambda = scalar(LAMBDA);
        let half = Scalar::from(2_u64).invert().expect("2 is not 0");
        let two_to = |power: u64| Scalar::from(2_u64).pow_vartime([power]);
        let mut positive = vec![
            Scalar::ONE,
            Scalar::from(2_u64),
            Scalar::from(3_u64),
            Scalar::from(16_u64),
            half,
            lambda,
            lambda * lambda,
            lambda * half,
            lambda + Scalar::from(2_u64),
            scalar(A1),
            scalar(B1),
            scalar(A1) * lambda,
        ];
        for power in [4, 8, 16, 31, 32, 63, 64, 65, 127, 128, 129, 191, 192, 255] {
            positive.push(two_to(power));
            positive.push(two_to(power) - Scalar::ONE);
            positive.push(two_to(power) * lambda);
        }
        let secrets: Vec<Scalar> = positive.iter().flat_map(|k| [*k, -*k]).collect();
        let nonces = secrets.iter().filter_map(|k| Nonce::new(*k)).collect();
        Self { secrets, nonces }
    }

    /// The keys of the secrets.
    pub(crate) fn public_keys(&self) -> Vec<Key> {
        let key = |secret: &Scalar| {
            let point = (ProjectivePoint::GENERATOR * secret).to_affine();
            let bytes = point.to_encoded_point(false);
            bytes.as_bytes()[1..].try_into().expect("64 bytes")
        };
        self.secrets.iter().map(key).collect()
    }

    /// The case of a number, and the number of the secret whose key it is tried with.
    pub(crate) fn case(&self, number: u64) -> (Case, usize) {
        let mut random = Random(number);
        let secret = random.below(self.secrets.len());
        let mut case = match random.below(8) {
            0 => Case {
                digest: random.bytes(),
                r: random.bytes(),
                s: random.bytes(),
                is_y_odd: random.bit(),
            },
            1 => Case {
                digest: random.edge(),
                r: random.edge(),
                s: random.edge(),
                is_y_odd: random.bit(),
            },
            2 => self.at_infinity(&mut random),
            3 => self.recovered_of_pool(&mut random),
            4 => self.verified_of_pool(&mut random, self.secrets[secret]),
            _ => self.signed(&mut random, self.secrets[secret]),
        };
        if random.below(4) == 0 {
            mutate(&mut case, &mut random);
        }
        (case, secret)
    }

    fn any(&self, random: &mut Random) -> Scalar {
        self.secrets[random.below(self.secrets.len())]
    }

    fn nonce(&self, random: &mut Random) -> &Nonce {
        &self.nonces[random.below(self.nonces.len())]
    }

    /// A signature that recovery takes for `aG + bR`, with a, b and R's own scalar of the pool:
    /// points meet themselves and their opposites in the middle of the sum.
    fn recovered_of_pool(&self, random: &mut Random) -> Case {
        let (nonce, a, b) = (self.nonce(random), self.any(random), self.any(random));
        let r = reduce(&nonce.r);
        nonce.case((-(r * a)).to_bytes().into(), r * b, random)
    }

    /// The same for verification: `aG + bQ`, which is infinity if `a = -bd`, and in most other
    /// cases the nonce point.
    fn verified_of_pool(&self, random: &mut Random, secret: Scalar) -> Case {
        let (nonce, b) = (self.nonce(random), self.any(random));
        let a = match random.below(4) {
            0 => self.any(random),
            1 => -(b * secret),
            _ => nonce.scalar - b * secret,
        };
        let inverse: Scalar = Option::from(b.invert()).expect("the pool has no 0");
        let s = reduce(&nonce.r) * inverse;
        nonce.case((s * a).to_bytes().into(), s, random)
    }

    /// A signature with a nonce of the pool, by this secret or another one.
    fn signed(&self, random: &mut Random, secret: Scalar) -> Case {
        let nonce = self.nonce(random);
        let secret = if random.below(4) == 0 {
            reduce(&random.edge())
        } else {
            secret
        };
        let digest = if random.bit() {
            random.edge()
        } else {
            self.any(random).to_bytes().into()
        };
        let s = nonce.inverse * (reduce(&digest) + reduce(&nonce.r) * secret);
        nonce.case(digest, s, random)
    }

    /// A signature by which the point at infinity is the key.
    fn at_infinity(&self, random: &mut Random) -> Case {
        let (nonce, digest) = (self.nonce(random), random.edge());
        nonce.case(digest, reduce(&digest) * nonce.inverse, random)
    }
}

impl Nonce {
    /// `None` if x is above n, which v of 27 and 28 cannot express.
    fn new(scalar: Scalar) -> Option<Self> {
        let point = (ProjectivePoint::GENERATOR * scalar)
            .to_affine()
            .to_encoded_point(false);
        let r: [u8; 32] = (*point.x()?).into();
        Option::<Scalar>::from(Scalar::from_repr(r.into()))?;
        let inverse = Option::from(scalar.invert())?;
        let is_y_odd = point.y()?.last()? & 1 == 1;
        Some(Self {
            scalar,
            inverse,
            r,
            is_y_odd,
        })
    }

    /// In either half of the order.
    fn case(&self, digest: [u8; 32], s: Scalar, random: &mut Random) -> Case {
        let is_negated = random.bit();
        let s = if is_negated { -s } else { s };
        Case {
            digest,
            r: self.r,
            s: s.to_bytes().into(),
            is_y_odd: self.is_y_odd != is_negated,
        }
    }
}

fn mutate(case: &mut Case, random: &mut Random) {
    let bit = random.below(256);
    let flip = |bytes: &mut [u8; 32]| bytes[bit / 8] ^= 1 << (bit % 8);
    match random.below(6) {
        0 => flip(&mut case.digest),
        1 => flip(&mut case.r),
        2 => flip(&mut case.s),
        3 => case.is_y_odd = !case.is_y_odd,
        4 => case.s = (-reduce(&case.s)).to_bytes().into(),
        _ => case.r = case.s,
    }
}

/// The bytes of a scalar, or of the integer that it is congruent to.
pub(crate) fn reduce(bytes: &[u8; 32]) -> Scalar {
    <Scalar as Reduce<U256>>::reduce_bytes(&(*bytes).into())
}

fn scalar(digits: &str) -> Scalar {
    reduce(&U256::from_be_hex(digits).to_be_bytes())
}

/// `SplitMix64`, by Steele, Lea and Flood: neighbouring seeds give unrelated numbers.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn bit(&mut self) -> bool {
        self.next() >> 63 == 1
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("below a usize")
    }

    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for chunk in bytes.chunks_exact_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes());
        }
        bytes
    }

    /// Near 0, n, p, a half of them or a power of 2, or with words of zeros and ones; or any.
    fn edge(&mut self) -> [u8; 32] {
        let edge = match self.below(8) {
            0 => U256::ZERO,
            1 => U256::from_be_hex(N),
            2 => U256::from_be_hex(N) >> 1,
            3 => U256::from_be_hex(P),
            4 => U256::ONE << self.below(256),
            5 => U256::from_be_hex(LAMBDA),
            6 => {
                let mut bytes = [0; 32];
                for chunk in bytes.chunks_exact_mut(8) {
                    let word = [0, u64::MAX, 1, u64::MAX - 1, self.next()][self.below(5)];
                    chunk.copy_from_slice(&word.to_le_bytes());
                }
                return bytes;
            }
            _ => return self.bytes(),
        };
        let distance = U256::from_u64(self.next() % 16);
        let number = if self.bit() {
            edge.wrapping_add(&distance)
        } else {
            edge.wrapping_sub(&distance)
        };
        number.to_be_bytes()
    }
}

const P: &str = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f";
const N: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const LAMBDA: &str = "5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72";
/// The short vectors by which the endomorphism halves scalars.
const A1: &str = "000000000000000000000000000000003086d221a7d46bcde86c90e49284eb15";
const B1: &str = "00000000000000000000000000000000e4437ed6010e88286f547fa90abfe4c3";
