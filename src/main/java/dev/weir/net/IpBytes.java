package dev.weir.net;

import java.net.InetAddress;
import java.util.Arrays;

/** The bytes of an IP address: 4 for an IPv4 address, even if it is mapped into IPv6, and 16 for any other. */
final class IpBytes {

    private static final int IPV6_LENGTH = 16;
    private static final int MAPPED_AT = 12;

    private IpBytes() {}

    static byte[] of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return isMapped(bytes) ? Arrays.copyOfRange(bytes, MAPPED_AT, IPV6_LENGTH) : bytes;
    }

    private static boolean isMapped(byte[] bytes) {
        if (bytes.length != IPV6_LENGTH || bytes[10] != -1 || bytes[11] != -1) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the address with all bits after the prefix cleared. */
    static byte[] first(byte[] address, int prefix) {
        byte[] first = new byte[address.length];
        int whole = prefix / Byte.SIZE;
        System.arraycopy(address, 0, first, 0, whole);
        if (whole < address.length) {
            first[whole] = (byte) (address[whole] & mask(prefix));
        }
        return first;
    }

    /** Whether two addresses of the same length have the same first {@code prefix} bits. */
    static boolean sharePrefix(byte[] one, byte[] other, int prefix) {
        int whole = prefix / Byte.SIZE;
        return Arrays.equals(one, 0, whole, other, 0, whole)
                && (whole == one.length || ((one[whole] ^ other[whole]) & mask(prefix)) == 0);
    }

    /** Returns the mask for the byte in which the prefix ends. */
    private static int mask(int prefix) {
        return 0xFF00 >> (prefix % Byte.SIZE) & 0xFF;
    }
}
