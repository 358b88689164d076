using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Formats;

/// <summary>
/// Compares the weights that a file holds with those that the rows of its network count, by name and by number. What is
/// on no row becomes one, and the total a lower bound; a row that counts what the file does not hold contradicts it.
/// </summary>
internal sealed class WeightBalance
{
    private const int MostNamed = 5;

    private readonly WeightLedger _ledger;
    private readonly Network _network;
    private readonly bool _isResized;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly List<(int Layer, Weight Weight)> _nameless = [];
    private readonly Dictionary<int, string> _contradicted = [];
    private decimal _counted;
    private bool _isOpen;

    internal WeightBalance(WeightLedger ledger, Network network, bool isResized, CancellationToken cancellation)
    {
        _ledger = ledger;
        _network = network;
        _isResized = isResized;
        _cancellation = cancellation;
    }

    /// <summary>The network, with a row for what is counted nowhere.</summary>
    internal Network Result()
    {
        if (_network.Layers.Count == 0)
            return WithRow(
                "nothing",
                "no operator",
                [],
                "nothing in it is computed of data: there is no layer to count"
            );
        if (!_ledger.IsKept)
            return _network;
        foreach (string name in _ledger.Held.Keys)
            _accounts.Add(name, new Account(name, _ledger.Held[name].Elements));
        Count();
        if (_ledger.Nameless.Count > 0)
            return _ledger.Nameless.FirstOrDefault(file => file.Elements != _counted) is { Place: not null } other
                ? Compared(other.Place, other.Elements)
                : _network;

        var accounts = _accounts.Values.Distinct().ToArray();
        foreach (var account in accounts.Where(account => !_isResized && account.Counted > account.Held))
            Contradict(
                account.Layers,
                FormattableString.Invariant(
                    $"{account.Counted} weights are counted of {account}, which the file holds {account.Held} of"
                )
            );
        foreach (var (layer, weight) in _nameless.Where(_ => !_isResized && !_ledger.HasOthers))
            Contradict([layer], $"the file holds no tensor for its weights {weight}");
        return WithLost([
            .. accounts.Where(account =>
                !account.IsOpen
                && account.Counted < (_isResized ? 1 : account.Held)
                && !account.Names.All(_ledger.IsNamed)
            ),
        ]);
    }

    private void Count()
    {
        var seen = new HashSet<(string? Tensor, int Owner, string Weight)>();
        if (Measured() is not { } measurement)
            return;
        foreach (var row in measurement.Rows)
        {
            if (row.Parameters is null)
                Open(row.GetLayer());
            int owner = measurement.GetWeightOwner(row.GetIndex());
            foreach (var weight in row.Weights)
            {
                if (seen.Add(weight.Tensor is { } tensor ? (tensor, -1, "") : (null, owner, weight.Name)))
                    Count(row, weight);
            }
        }
    }

    private NetworkMeasurement? Measured()
    {
        try
        {
            return Measurer.Measure(_network, cancellation: _cancellation);
        }
        catch (LayerException)
        {
            // Too large to be measured; who measures it is told.
            _isOpen = true;
            return null;
        }
    }

    private void Count(LayerMeasurement row, Weight weight)
    {
        int layer = row.GetIndex();
        if (weight.Role != WeightRole.Counter)
            _counted += weight.Count;
        // A layer that lists its tensors has the file's names for them.
        if (Together(weight.Tensor ?? (row.GetLayer() is TensorLayer ? weight.Name : null)) is { } account)
            account.Add(layer, weight.Count);
        else if (weight.Count > 1 && weight.Role is not (WeightRole.Counter or WeightRole.Constant))
            _nameless.Add((layer, weight));
    }

    // What cannot be measured says so itself; the tensors that it names are not lost.
    private void Open(Layer layer)
    {
        _isOpen = true;
        foreach (string name in WeightLedger.Named(layer))
        {
            if (Together(name) is { } account)
                account.IsOpen = true;
        }
    }

    // A weight that is made of several tensors names them all: they are counted together.
    private Account? Together(string? name)
    {
        if (name is null)
            return null;
        if (_accounts.TryGetValue(name, out var whole))
            return whole;
        Account? together = null;
        foreach (string part in WeightLedger.PartsOf(name))
        {
            if (!_accounts.TryGetValue(part, out var account))
                continue;
            if (together is null)
            {
                together = account;
            }
            else if (together != account)
            {
                together.Join(account);
                foreach (string joined in account.Names)
                    _accounts[joined] = together;
            }
        }

        return together;
    }

    private Network Compared(string place, decimal held)
    {
        // Of a layer that contradicts its weights it has been said which it is.
        if (_isOpen || _isResized || _network.Layers.Any(layer => layer.GetNotes().Contradiction is not null))
            return _network;
        string warning = FormattableString.Invariant(
            $"{place} holds {held:0.##} weights and statistics, but the rows count {_counted}"
        );
        if (_counted < held)
            return WithRow(
                "uncounted",
                "weights of no layer",
                [],
                warning + "; the parameters are at least those that are counted"
            );
        Contradict(_nameless.Select(pair => pair.Layer), warning);
        return Marked().Warned(warning);
    }

    private void Contradict(IEnumerable<int> layers, string what)
    {
        foreach (int layer in layers.Where(layer => !_contradicted.ContainsKey(layer)))
            _contradicted.Add(layer, what);
    }

    private Network Marked() =>
        _contradicted.Count == 0
            ? _network
            : _network.With(
                _network.Layers.Select(
                    (layer, i) => _contradicted.TryGetValue(i, out string? what) ? layer.Contradicted(what) : layer
                )
            );

    private Network WithLost(IReadOnlyList<Account> lost)
    {
        if (lost.Count == 0)
            return Marked();
        string[] whole = [.. lost.SelectMany(account => account.Names)];
        string warning = string.Format(
            CultureInfo.InvariantCulture,
            "{0} of its weights, {1} elements in all, are on no row: {2}{3}; the parameters are at least those that "
                + "are counted",
            whole.Length,
            lost.Sum(account => account.Held - account.Counted),
            string.Join(", ", lost.Take(MostNamed).Select(Described)),
            lost.Count > MostNamed ? " ..." : ""
        );
        return WithRow(
            "uncounted",
            "weights of no layer",
            [.. lost.Where(account => account.Counted == 0).SelectMany(account => account.Names).Select(Spec)],
            warning
        );
    }

    private string Described(Account account) =>
        string.Join(
            "+",
            account.Names.Take(MostNamed).Select(name => $"'{name}' ({string.Join("x", _ledger.Held[name].Sizes)})")
        ) + (account.Counted > 0 ? FormattableString.Invariant($" of which {account.Counted} are counted") : "");

    private TensorSpec Spec(string name) => new(name, new TensorShape(_ledger.Held[name].Sizes));

    private Network WithRow(string name, string type, TensorSpec[] tensors, string warning)
    {
        var names = new UniqueNames(first: 1, comparer: StringComparer.OrdinalIgnoreCase);
        foreach (var layer in _network.Layers)
            names.Take(layer.Name);
        var row = new Operation
        {
            Name = names.Take(name),
            OperatorType = type,
            Tensors = tensors,
            WeightsKnown = false,
        };
        var network = Marked();
        return network.With([.. network.Layers, row]).Warned(warning);
    }

    /// <summary>Tensors that are counted together: what the file holds of them, and what rows count.</summary>
    private sealed class Account(string name, decimal held)
    {
        private readonly List<string> _names = [name];
        private readonly List<int> _layers = [];

        internal IReadOnlyList<string> Names => _names;

        internal IReadOnlyList<int> Layers => _layers;

        internal decimal Held { get; private set; } = held;

        internal decimal Counted { get; private set; }

        internal bool IsOpen { get; set; }

        internal void Add(int layer, long weights)
        {
            Counted += weights;
            _layers.Add(layer);
        }

        internal void Join(Account other)
        {
            _names.AddRange(other._names);
            _layers.AddRange(other._layers);
            Held += other.Held;
            Counted += other.Counted;
            IsOpen |= other.IsOpen;
        }

        public override string ToString() => string.Join("+", _names.Take(MostNamed).Select(name => $"'{name}'"));
    }
}
