//! Points of the curve y² = x³ + 7, and their additions.

use alloc::vec::Vec;

use crate::{endomorphism::BETA, field::FieldElement};

/// A point other than infinity, by its coordinates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Affine {
    pub(crate) x: FieldElement,
    pub(crate) y: FieldElement,
}

/// A point with x = X / Z² and y = Y / Z³; infinity has Z = 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jacobian {
    pub(crate) x: FieldElement,
    pub(crate) y: FieldElement,
    pub(crate) z: FieldElement,
}

/// The generator G (SEC 2, §2.4.1).
pub(crate) const GENERATOR: Affine = Affine {
    x: FieldElement::from_limbs([
        0x59f2_815b_16f8_1798,
        0x029b_fcdb_2dce_28d9,
        0x55a0_6295_ce87_0b07,
        0x79be_667e_f9dc_bbac,
    ]),
    y: FieldElement::from_limbs([
        0x9c47_d08f_fb10_d4b8,
        0xfd17_b448_a685_5419,
        0x5da4_fbfc_0e11_08a8,
        0x483a_da77_26a3_c465,
    ]),
};

/// The curve's coefficient.
const B: FieldElement = FieldElement::from_limbs([7, 0, 0, 0]);

impl Affine {
    /// The point with this x whose y is odd or even (SEC 1, §2.3.4); `None` if there is none.
    pub(crate) fn with_x(x: FieldElement, is_y_odd: bool) -> Option<Self> {
        let y = (x.square() * x + B).square_root()?;
        let y = if y.is_odd() == is_y_odd { y } else { -y };
        Some(Self { x, y })
    }

    /// Whether the coordinates satisfy the curve's equation.
    pub(crate) fn is_on_curve(&self) -> bool {
        (self.x.square() * self.x + B).equals(self.y.square())
    }

    #[inline]
    pub(crate) fn negate_if(self, is_negated: bool) -> Self {
        let y = if is_negated { -self.y } else { self.y };
        Self { x: self.x, y }
    }

    /// λ times the point.
    #[inline]
    pub(crate) fn endomorphism(self) -> Self {
        Self {
            x: self.x * BETA,
            y: self.y,
        }
    }

    /// The sum with a point of another x, by the inverse of the difference of both x.
    #[inline]
    pub(crate) fn add_by(&self, other: &Self, inverse: FieldElement) -> Self {
        let slope = (other.y - self.y) * inverse;
        let x = slope.square() - self.x - other.x;
        let y = slope * (self.x - x) - self.y;
        Self { x, y }
    }

    /// The point on the curve that is scaled by z: y² = x³ + 7 z⁶. Additions use no coefficient, so
    /// they are the same on both.
    pub(crate) fn scale(self, z: FieldElement) -> Self {
        let square = z.square();
        Self {
            x: self.x * square,
            y: self.y * square * z,
        }
    }
}

impl From<Affine> for Jacobian {
    fn from(Affine { x, y }: Affine) -> Self {
        let z = FieldElement::ONE;
        Self { x, y, z }
    }
}

impl Jacobian {
    pub(crate) const INFINITY: Self = Self {
        x: FieldElement::ONE,
        y: FieldElement::ONE,
        z: FieldElement::ZERO,
    };

    #[inline]
    pub(crate) fn is_infinity(&self) -> bool {
        self.z.is_zero()
    }

    /// Twice the point, by the tangent of slope 3x² / 2y.
    ///
    /// With Z' = YZ and L = 3X² / 2 the sum of its denominators is gone: X' = L² - 2XY² and
    /// Y' = L (XY² - X') - Y⁴. Infinity stays: Z' = 0. No point of the curve has y = 0, since -7 is
    /// not a cube.
    #[inline]
    pub(crate) fn double(&self) -> Self {
        let square = self.x.square();
        let slope = (square.double() + square).halve();
        let y_square = self.y.square();
        let product = self.x * y_square;
        let x = slope.square() - product.double();
        let y = slope * (product - x) - y_square.square();
        let z = self.y * self.z;
        Self { x, y, z }
    }

    /// The sum.
    #[inline]
    pub(crate) fn add(&self, other: &Affine) -> Self {
        if self.is_infinity() {
            return (*other).into();
        }
        let difference = self.difference(other);
        if difference.x.is_zero() {
            // The same x: the same point, or the opposite one.
            return if difference.y.is_zero() {
                self.double()
            } else {
                Self::INFINITY
            };
        }
        self.add_by(&difference)
    }

    /// How far the other point is from this one: `x₂ Z² - X` and `y₂ Z³ - Y`.
    #[inline]
    fn difference(&self, other: &Affine) -> Affine {
        let z_square = self.z.square();
        Affine {
            x: other.x * z_square - self.x,
            y: other.y * (z_square * self.z) - self.y,
        }
    }

    /// The sum with a point at this difference (H, R), by the chord of slope R / ZH.
    ///
    /// With Z' = ZH: X' = R² - H³ - 2XH² and Y' = R (XH² - X') - YH³.
    #[inline]
    fn add_by(&self, difference: &Affine) -> Self {
        let square = difference.x.square();
        let cube = square * difference.x;
        let product = self.x * square;
        let x = difference.y.square() - cube - product.double();
        let y = difference.y * (product - x) - self.y * cube;
        let z = self.z * difference.x;
        Self { x, y, z }
    }

    /// The sum with a point of another x, and by what Z grew.
    pub(crate) fn add_other(&self, other: &Affine) -> (Self, FieldElement) {
        let difference = self.difference(other);
        (self.add_by(&difference), difference.x)
    }

    /// The coordinates; `None` for infinity.
    pub(crate) fn to_affine(self) -> Option<Affine> {
        (!self.is_infinity()).then(|| self.divide(self.z.invert()))
    }

    /// The coordinates, by the inverse of Z.
    fn divide(&self, inverse: FieldElement) -> Affine {
        let Self { x, y, .. } = *self;
        Affine { x, y }.scale(inverse)
    }

    /// The coordinates of points other than infinity, with one inversion for all.
    pub(crate) fn to_affine_all(points: &[Self]) -> Vec<Affine> {
        let mut inverses: Vec<FieldElement> = points.iter().map(|point| point.z).collect();
        FieldElement::invert_all(&mut inverses);
        points
            .iter()
            .zip(inverses)
            .map(|(point, inverse)| point.divide(inverse))
            .collect()
    }

    /// Whether this is one of the two points with this x.
    pub(crate) fn has_x(&self, x: FieldElement) -> bool {
        !self.is_infinity() && (x * self.z.square()).equals(self.x)
    }

    /// Whether this is the point with this x whose y is odd or even.
    pub(crate) fn is_point(&self, x: FieldElement, is_y_odd: bool) -> bool {
        // X = xZ² needs no inverse.
        self.has_x(x) && self.divide(self.z.invert()).y.is_odd() == is_y_odd
    }
}
