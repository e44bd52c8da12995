package io.paideia.guards;

/**
 * One guard.
 *
 * @param name what it is
 * @param protects what would be wrong without it, though all others stand
 * @param place the class or table that it stands in
 * @param removal takes it away, and it alone
 * @param test the test that turns red then, as {@code Class#method}, perhaps with its {@code
 *     [case]}
 */
record Guard(String name, String protects, String place, Removal removal, String test) {

    /** How a guard is taken away. */
    sealed interface Removal {}

    /** Out of the compiled code. */
    record Code(Edit edit) implements Removal {}

    /** Out of the code; what is left then waits for ever. */
    record CodeThatHangs(Edit edit) implements Removal {}

    /**
     * Out of the database, by its owner.
     *
     * @param definition a query for the statement that brings it back
     */
    record Sql(String remove, String definition) implements Removal {}

    @Override
    public String toString() {
        return name;
    }
}
