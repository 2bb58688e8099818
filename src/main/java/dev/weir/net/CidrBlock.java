package dev.weir.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A block of IP addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32} (RFC 4632, RFC 4291).
 *
 * <p>An IPv4 address that is mapped into IPv6 (RFC 4291 section 2.5.5.2) is the IPv4 address, in the block as in what is
 * asked about. Otherwise the families are apart: {@code ::/0} has no IPv4 address in it.
 *
 * @param network the first address of the block
 * @param prefix how many leading bits all its addresses share
 */
public record CidrBlock(InetAddress network, int prefix) {

    private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");
    private static final int MAPPED_PREFIX = 96;

    /** Whoever has a network with a zone, or in its mapped form, gets one without. */
    public CidrBlock {
        byte[] bytes = IpBytes.of(network);
        int bits = bytes.length * Byte.SIZE;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("'" + network.getHostAddress() + "/" + prefix
                    + "' has a prefix length that is not between 0 and " + bits);
        }
        network = address(bytes);
        byte[] first = IpBytes.first(bytes, prefix);
        if (!address(first).equals(network)) {
            throw new IllegalArgumentException("'" + network.getHostAddress() + "/" + prefix
                    + "' has address bits beyond its prefix; write "
                    + address(first).getHostAddress() + "/" + prefix
                    + " for the network, or " + network.getHostAddress() + " for the one address");
        }
    }

    /**
     * Reads a block, or a plain address as the block of that one; looks nothing up.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        InetAddress address = parseAddress(text, literal);
        int bits = address.getAddress().length * Byte.SIZE;
        if (slash < 0) {
            return new CidrBlock(address, bits);
        }
        String prefix = text.substring(slash + 1);
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' has no prefix length after the slash: '" + prefix + "' is not a number of bits");
        }
        int length = Integer.parseInt(prefix);
        boolean mapped = literal.indexOf(':') >= 0 && bits == 32;
        if (mapped && (length < MAPPED_PREFIX || length > 128)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is an IPv4-mapped address, whose prefix length is between " + MAPPED_PREFIX
                            + " and 128; write an IPv4 block");
        }
        return new CidrBlock(address, mapped ? length - MAPPED_PREFIX : length);
    }

    private static InetAddress parseAddress(String text, String literal) {
        try {
            return IpLiteral.parse(literal);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a CIDR block, such as 10.0.0.0/8 or 2001:db8::/32: " + e.getMessage(), e);
        }
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes: " + bytes.length, e);
        }
    }

    /** Whether the address is one of the block's; a zone does not matter. */
    public boolean contains(InetAddress address) {
        return contains(IpBytes.of(address));
    }

    boolean contains(byte[] address) {
        byte[] mine = network.getAddress();
        return mine.length == address.length && IpBytes.share(mine, address, prefix);
    }

    /** The block as {@link #parse} reads it. */
    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
