package dev.weir.tls;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Searches for input that breaks a TLS server; run by the profile {@code fuzz}. */
class TlsFrontFuzz {

    @FuzzTest(maxDuration = "2m")
    void anyBytesEndInAnOrderlyWay(byte[] bytes) {
        TlsFront.offer(bytes, Integer.MAX_VALUE);
    }
}
