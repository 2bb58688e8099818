package dev.weir.bench;

/** Which cores a server has, other than one of its own. */
enum Placement {
    /** The same as the generator, all of them, as in most deployments: threads move between cores, and wake each other. */
    UNPINNED("-unpinned", "server and generator on all cores", 2) {
        @Override
        Pinning pinning() {
            return Pinning.everywhere();
        }
    },

    /** Several of its own, so that what it gains by them shows. */
    SEVERAL("-cores", "as many cores for the server as for the generator, at least two", 4) {
        @Override
        Pinning pinning() {
            return Pinning.halves();
        }
    };

    private final String suffix;
    private final String description;
    private final int minCores;

    Placement(String suffix, String description, int minCores) {
        this.suffix = suffix;
        this.description = description;
        this.minCores = minCores;
    }

    String suffix() {
        return suffix;
    }

    String description() {
        return description;
    }

    /** Cores that the machine must have. */
    int minCores() {
        return minCores;
    }

    abstract Pinning pinning();
}
