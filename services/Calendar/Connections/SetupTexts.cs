namespace PeteRental.Calendar.Connections;

/// <summary>Title, what happened, and what to do next.</summary>
internal sealed record SetupWords(string Title, string What, string Next);

/// <summary>The same in both languages.</summary>
internal sealed record SetupText(SetupWords English, SetupWords Spanish);

/// <summary>What people are told about a consent.</summary>
internal static class SetupTexts
{
    public static readonly SetupText Connected = new(
        new(
            "Your calendar is connected",
            "From now on callers are offered only times that are free in it, and every viewing appears there.",
            "Nothing. You can close this page and go back to your work."),
        new(
            "Su calendario está conectado",
            "A partir de ahora solo se ofrecen horas que están libres en él, y cada visita aparece allí.",
            "Nada más. Puede cerrar esta página y volver a su trabajo."));

    public static readonly SetupText NothingYet = new(
        new(
            "Connect your calendar",
            "Here you see how it went after you have connected a Microsoft or Google calendar.",
            "Sign in to PeteRental and choose to connect a calendar there."),
        new(
            "Conecte su calendario",
            "Aquí verá el resultado después de conectar un calendario de Microsoft o de Google.",
            "Inicie sesión en PeteRental y elija allí conectar un calendario."));

    private static readonly SetupText Unknown = new(
        new(
            "Your calendar was not connected",
            "The provider did not complete the sign-in.",
            "Go back to PeteRental and try again. If it keeps failing, ask whoever looks after your PeteRental."),
        new(
            "Su calendario no se conectó",
            "El proveedor no completó el inicio de sesión.",
            "Vuelva a PeteRental e inténtelo de nuevo. Si sigue fallando, consulte a quien administra su PeteRental."));

    private static readonly Dictionary<string, SetupText> ByCode = new()
    {
        [ConsentCode.InvalidState] = new(
            new(
                "This sign-in is no longer valid",
                "It was used already, or more than ten minutes have passed since you began.",
                "Go back to PeteRental and connect your calendar again."),
            new(
                "Este inicio de sesión ya no es válido",
                "Ya se había utilizado, o pasaron más de diez minutos desde que empezó.",
                "Vuelva a PeteRental y conecte su calendario de nuevo.")),
        [ConsentCode.Refused] = new(
            new(
                "You did not give access",
                "Your calendar stays as it is, and PeteRental cannot see it.",
                "If that was a mistake, go back to PeteRental and connect your calendar again."),
            new(
                "Usted no dio acceso",
                "Su calendario sigue igual y PeteRental no puede verlo.",
                "Si fue un error, vuelva a PeteRental y conecte su calendario de nuevo.")),
        [ConsentCode.AdminNeeded] = new(
            new(
                "Your organisation has to agree first",
                "The administrators of your account do not allow this access yet.",
                "Ask them to allow PeteRental, then connect your calendar again."),
            new(
                "Primero debe aceptarlo su organización",
                "Los administradores de su cuenta aún no permiten este acceso.",
                "Pídales que permitan PeteRental y conecte después su calendario de nuevo.")),
        [ConsentCode.Needed] = new(
            new(
                "The provider wants you to agree once more",
                "It did not give lasting access this time.",
                "Go back to PeteRental, connect your calendar again, and agree on the provider's page."),
            new(
                "El proveedor necesita que acepte otra vez",
                "Esta vez no dio acceso duradero.",
                "Vuelva a PeteRental, conecte su calendario de nuevo y acepte en la página del proveedor.")),
        [ConsentCode.ScopeMissing] = new(
            new(
                "A permission is missing",
                "To book viewings PeteRental has to see when you are busy and write events. One of these boxes was not ticked, so nothing was connected.",
                "Connect your calendar again and leave all boxes ticked."),
            new(
                "Falta un permiso",
                "Para reservar visitas, PeteRental necesita ver cuándo está ocupado y escribir eventos. Una de esas casillas no estaba marcada, así que no se conectó nada.",
                "Conecte su calendario de nuevo y deje marcadas todas las casillas.")),
        [ConsentCode.Unavailable] = new(
            new(
                "That did not work right now",
                "The provider or a part of PeteRental could not be reached.",
                "Wait a few minutes, then connect your calendar again."),
            new(
                "No fue posible en este momento",
                "No se pudo contactar con el proveedor o con una parte de PeteRental.",
                "Espere unos minutos y conecte su calendario de nuevo.")),
        [ConsentCode.ClientRejected] = new(
            new(
                "PeteRental is not set up for this provider",
                "The provider does not accept this installation. It is not your fault, and nothing of yours has changed.",
                "Tell whoever looks after your PeteRental that its registration with the provider has to be renewed."),
            new(
                "PeteRental no está configurado para este proveedor",
                "El proveedor no acepta esta instalación. No es culpa suya, y nada suyo ha cambiado.",
                "Avise a quien administra su PeteRental de que debe renovar su registro con el proveedor.")),
    };

    /// <summary>Of a code; one that nobody knows is said in general words.</summary>
    public static SetupText OfCode(string? code) => code is not null && ByCode.TryGetValue(code, out var text) ? text : Unknown;
}
