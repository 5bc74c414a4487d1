package dev.hone.templates;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Python's numbers: ints of any size (Long where it fits, else BigInteger), floats, bools. */
final class Numbers {
  /** The largest int a template may make; Python would go on until memory ends. */
  private static final int MOST_BITS = 16_384;

  private static final BigInteger LEAST_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private Numbers() {}

  static Object narrow(BigInteger value) {
    if (value.compareTo(LEAST_LONG) >= 0 && value.compareTo(MOST_LONG) <= 0) {
      return value.longValue();
    }
    if (value.bitLength() > MOST_BITS) {
      throw new TemplateFailure("an integer of more than " + MOST_BITS + " bits");
    }
    return value;
  }

  static BigInteger big(Object number) {
    if (number instanceof Boolean truth) {
      return truth ? BigInteger.ONE : BigInteger.ZERO;
    }
    return number instanceof BigInteger big ? big : BigInteger.valueOf((Long) number);
  }

  static double real(Object number) {
    if (number instanceof Double real) {
      return real;
    }
    if (number instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    double value = ((Number) number).doubleValue();
    if (Double.isInfinite(value)) {
      throw new TemplateFailure("int too large to convert to float");
    }
    return value;
  }

  /** The value as an index or a count; {@code what} says where it was wanted. */
  static int integer(@Nullable Object value, String what) {
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (value instanceof BigInteger big) {
      return big.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    }
    if (value instanceof Long number) {
      return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
    }
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    throw new TemplateFailure(what + " must be an integer, not " + Types.name(value));
  }

  static Object negate(@Nullable Object value) {
    if (value instanceof Double real) {
      return -real;
    }
    return narrow(big(operand("-", value)).negate());
  }

  static Object plus(@Nullable Object value) {
    Object number = operand("+", value);
    return number instanceof Boolean ? big(number).longValue() : number;
  }

  private static Object operand(String operator, @Nullable Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (value == null || !Types.isNumber(value)) {
      throw new TemplateFailure(
          "bad operand type for unary " + operator + ": '" + Types.name(value) + "'");
    }
    return value;
  }

  static Object add(Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      long sum = a + b;
      if (((a ^ sum) & (b ^ sum)) >= 0) {
        return sum;
      }
    }
    return anyReal(left, right)
        ? (Object) (real(left) + real(right))
        : narrow(big(left).add(big(right)));
  }

  static Object subtract(Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      long difference = a - b;
      if (((a ^ b) & (a ^ difference)) >= 0) {
        return difference;
      }
    }
    return anyReal(left, right)
        ? (Object) (real(left) - real(right))
        : narrow(big(left).subtract(big(right)));
  }

  static Object multiply(Object left, Object right) {
    return anyReal(left, right)
        ? (Object) (real(left) * real(right))
        : narrow(big(left).multiply(big(right)));
  }

  static Object divide(Object left, Object right) {
    double divisor = real(right);
    if (divisor == 0) {
      throw new TemplateFailure("division by zero");
    }
    return real(left) / divisor;
  }

  static Object floorDivide(Object left, Object right) {
    refuseZero(right);
    if (anyReal(left, right)) {
      double a = real(left);
      double b = real(right);
      double quotient = (a - floorMod(a, b)) / b;
      double floor = Math.floor(quotient);
      return quotient - floor > 0.5 ? floor + 1 : floor;
    }
    BigInteger[] parts = big(left).divideAndRemainder(big(right));
    boolean below = parts[1].signum() != 0 && parts[1].signum() != big(right).signum();
    return narrow(below ? parts[0].subtract(BigInteger.ONE) : parts[0]);
  }

  static Object modulo(Object left, Object right) {
    refuseZero(right);
    if (anyReal(left, right)) {
      return floorMod(real(left), real(right));
    }
    BigInteger remainder = big(left).remainder(big(right));
    boolean below = remainder.signum() != 0 && remainder.signum() != big(right).signum();
    return narrow(below ? remainder.add(big(right)) : remainder);
  }

  private static double floorMod(double a, double b) {
    double remainder = a % b;
    if (remainder == 0) {
      return Math.copySign(0.0, b);
    }
    return remainder < 0 == b < 0 ? remainder : remainder + b;
  }

  private static void refuseZero(Object right) {
    if (real(right) == 0) {
      throw new TemplateFailure("integer division or modulo by zero");
    }
  }

  static Object power(Object left, Object right) {
    if (anyReal(left, right) || big(right).signum() < 0) {
      return realPower(real(left), real(right));
    }
    BigInteger base = big(left);
    BigInteger exponent = big(right);
    if (base.bitLength() <= 1) {
      return narrow(base.pow(exponent.testBit(0) ? 1 : exponent.signum() == 0 ? 0 : 2));
    }
    if (exponent.bitLength() > 31 || exponent.longValue() * (base.bitLength() - 1) > MOST_BITS) {
      throw new TemplateFailure("an integer of more than " + MOST_BITS + " bits");
    }
    return narrow(base.pow(exponent.intValue()));
  }

  private static Object realPower(double base, double exponent) {
    if (base == 0 && exponent < 0) {
      throw new TemplateFailure("0.0 cannot be raised to a negative power");
    }
    double power = Math.pow(base, exponent);
    if (Double.isNaN(power) && !Double.isNaN(base) && !Double.isNaN(exponent)) {
      throw new TemplateFailure("a power that is a complex number");
    }
    if (Double.isInfinite(power) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
      throw new TemplateFailure("(34, 'Numerical result out of range')");
    }
    return power;
  }

  static boolean anyReal(Object left, Object right) {
    return left instanceof Double || right instanceof Double;
  }

  /** Below zero, zero or above; NaN compares as {@code null}. */
  static @Nullable Integer compare(Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    if (!anyReal(left, right)) {
      return big(left).compareTo(big(right));
    }
    if (isSpecial(left) || isSpecial(right)) {
      double a = left instanceof Double real ? real : 0;
      double b = right instanceof Double real ? real : 0;
      return Double.isNaN(a) || Double.isNaN(b) ? null : Double.compare(a, b);
    }
    return decimal(left).compareTo(decimal(right));
  }

  private static boolean isSpecial(Object number) {
    return number instanceof Double real && (Double.isNaN(real) || Double.isInfinite(real));
  }

  private static BigDecimal decimal(Object number) {
    return number instanceof Double real ? new BigDecimal(real) : new BigDecimal(big(number));
  }

  /** Python's {@code repr} of a float: the fewest digits that read back as the same value. */
  static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    String sign = value < 0 || 1 / value < 0 ? "-" : "";
    if (value == 0) {
      return sign + "0.0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    digits = trimZeros(digits);
    if (exponent < -4 || exponent >= 16) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      String power = (exponent < 0 ? "-" : "+") + "%02d".formatted(Math.abs(exponent));
      return sign + digits.charAt(0) + fraction + "e" + power;
    }
    if (exponent < 0) {
      return sign + "0." + "0".repeat(-exponent - 1) + digits;
    }
    if (digits.length() <= exponent + 1) {
      return sign + digits + "0".repeat(exponent + 1 - digits.length()) + ".0";
    }
    return sign + digits.substring(0, exponent + 1) + "." + digits.substring(exponent + 1);
  }

  /** Double.toString of Java 17 is not always the shortest. */
  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < 17; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return rounded;
      }
    }
    return exact.round(new MathContext(17, RoundingMode.HALF_EVEN));
  }

  private static String trimZeros(String digits) {
    int end = digits.length();
    while (end > 1 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }
}
