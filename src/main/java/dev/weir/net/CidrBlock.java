package dev.weir.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A block of IP addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32} (RFC 4632, RFC 4291).
 *
 * <p>An IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) is treated as the IPv4 address, both as a block and in {@link
 * #contains}. Otherwise the families are separate: {@code ::/0} contains no IPv4 address.
 *
 * @param network first address of the block
 * @param prefix number of leading bits that all addresses of the block share
 */
public record CidrBlock(InetAddress network, int prefix) {

    private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");
    private static final int MAPPED_PREFIX = 96;

    /**
     * Creates a block. A zone and the IPv4-mapped form are removed from {@code network}.
     *
     * @throws IllegalArgumentException if the prefix is too long, or the network has bits beyond it
     */
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
     * Parses a block, or an address as the block of that address only, without a lookup.
     *
     * @throws IllegalArgumentException if the text is neither; the message has the text and the reason
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

    /** Whether the address is in the block; a zone is ignored. */
    public boolean contains(InetAddress address) {
        return contains(IpBytes.of(address));
    }

    boolean contains(byte[] address) {
        byte[] own = network.getAddress();
        return own.length == address.length && IpBytes.sharePrefix(own, address, prefix);
    }

    /** The block in the form that {@link #parse} accepts. */
    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
