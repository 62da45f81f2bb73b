"""Matrices of three rows and columns, for colours."""

from __future__ import annotations

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]


def transform(matrix: Matrix, vector: Vector) -> Vector:
    x, y, z = vector
    (a, b, c), (d, e, f), (g, h, i) = matrix
    return a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z


def multiply(left: Matrix, right: Matrix) -> Matrix:
    first, second, third = (transform(left, column) for column in _transposed(right))
    return _transposed((first, second, third))


def inverse(matrix: Matrix) -> Matrix:
    """`matrix` must have one."""
    (a, b, c), (d, e, f), (g, h, i) = matrix
    cofactors: Matrix = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    scale = 1 / (a * cofactors[0][0] + b * cofactors[1][0] + c * cofactors[2][0])
    return multiply(((scale, 0, 0), (0, scale, 0), (0, 0, scale)), cofactors)


def _transposed(matrix: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    return (a, d, g), (b, e, h), (c, f, i)
