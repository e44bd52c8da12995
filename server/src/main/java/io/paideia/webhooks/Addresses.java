package io.paideia.webhooks;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Tells addresses of the public internet from those that only a neighbour should reach. Source: the
 * IANA special-purpose address registries, RFC 6890 and its updates.
 */
final class Addresses {

    private Addresses() {}

    /** Whether it may be anywhere but in the public internet; in doubt it is. */
    static boolean inside(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        return switch (address) {
            case Inet4Address four -> special(four.getAddress());
            case Inet6Address six -> special(six);
            default -> true;
        };
    }

    private static boolean special(byte[] four) {
        int first = four[0] & 0xff;
        int second = four[1] & 0xff;
        int third = four[2] & 0xff;
        return first == 0
                || first >= 240
                // Shared by carriers, RFC 6598.
                || (first == 100 && second >= 64 && second < 128)
                || (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 198 && (second == 18 || second == 19))
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
    }

    private static boolean special(Inet6Address address) {
        byte[] six = address.getAddress();
        int first = ((six[0] & 0xff) << 8) | (six[1] & 0xff);
        int second = ((six[2] & 0xff) << 8) | (six[3] & 0xff);
        if ((six[0] & 0xfe) == 0xfc) {
            return true;
        }
        if (first == 0x2002) {
            return inside(six, 2);
        }
        // Translated to IPv4 by the network, RFC 6052 and RFC 8215.
        if (first == 0x64 && second == 0xff9b) {
            return six[4] != 0 || six[5] != 0 || inside(six, 12);
        }
        // ::/8 holds the forms that embed IPv4; 100::/16 discards; 2001::/23 and 2001:db8::/32 are
        // for protocols and documentation.
        return six[0] == 0
                || first == 0x100
                || (first == 0x2001 && (second < 0x200 || second == 0xdb8));
    }

    private static boolean inside(byte[] six, int offset) {
        try {
            return inside(InetAddress.getByAddress(Arrays.copyOfRange(six, offset, offset + 4)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }
}
