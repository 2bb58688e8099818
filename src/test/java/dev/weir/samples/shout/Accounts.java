package dev.weir.samples.shout;

import org.springframework.stereotype.Service;

/** A part of the application that has nothing to do with TCP. */
@Service
public class Accounts {

    /** Returns an account's balance. */
    public long balance(String account) {
        throw new IllegalStateException("there is no database with an account " + account);
    }
}
