package x402core;

/** Code from elsewhere that puts itself into the package: it compiles, and does not load. */
class Intruder {
    public static void main(String[] arguments) {
        System.out.println(Verified.class);
    }
}
