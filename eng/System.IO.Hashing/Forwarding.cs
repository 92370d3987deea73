using System.Runtime.CompilerServices;

// Without one used type the compiler would drop the reference, and the assembly would not be copied beside YARP.
[assembly: TypeForwardedTo(typeof(System.IO.Hashing.XxHash64))]
