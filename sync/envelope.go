package sync

import (
	"bytes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/crypto/chacha20poly1305"

	"prep"
)

// A sealed object, byte by byte; numbers are big-endian:
//
//	 0  4  "PREP"
//	 4  1  version of the envelope, 1
//	 5  1  flags, 0; one that is not known means a newer format
//	 6  8  epoch: which master key
//	14 24  nonce, random
//	38  …  XChaCha20-Poly1305 of the plaintext, 16 bytes longer than it
//
// The plaintext is the length of the compressed payload (4), the compressed payload (a zstd frame that declares its
// content size), and zeros up to the PADME length of the whole. The additional data are bytes 0 to 13, the repository's id (8) and the object's key
// after "v1/": an object that was renamed, swapped or brought from another repository does not open. The key of the
// cipher is HKDF-SHA256(secret = the master key of the epoch, salt = the repository's id (8), info = "prep object v1").
const (
	envelopeMagic   = "PREP"
	envelopeVersion = 1
	headerSize      = 14
	nonceEnd        = headerSize + chacha20poly1305.NonceSizeX
	lengthSize      = 4
	envelopeSize    = nonceEnd + chacha20poly1305.Overhead
	keyInfo         = "prep object v1"
)

// MaxPayload is the size in bytes that a payload never exceeds, sealing or opening, whatever an object declares.
const MaxPayload = 64 << 20

// Why an object does not open.
var (
	ErrTampered     = errors.New("damaged, swapped or sealed by somebody else")
	ErrEpochUnknown = errors.New("sealed with a key that this machine does not have")
	ErrNewerFormat  = errors.New("written by a newer version of prep")
)

// Sealer seals and opens the objects of one repository. It may be used by many goroutines at once and is worth
// keeping: its compressor and its keys are made once.
type Sealer struct {
	// Rand is where nonces come from. The default is crypto/rand; only a simulation that replays a seed sets another.
	Rand io.Reader

	repo    prep.ID
	ring    Keyring
	encoder *zstd.Encoder
	decoder *zstd.Decoder

	mu       sync.Mutex
	ciphers  map[prep.ID]cipher.AEAD // by epoch
	nameKeys map[prep.ID][]byte      // of files, by epoch: see fileName
}

// NewSealer returns the sealer of the keyring's repository.
func NewSealer(ring Keyring) (*Sealer, error) {
	if err := ring.check(); err != nil {
		return nil, err
	}
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBetterCompression),
		zstd.WithEncoderCRC(false),   // the cipher vouches for every bit
		zstd.WithZeroFrames(true),    // nothing is a frame too
		zstd.WithSingleSegment(true)) // every frame declares its size
	if err != nil {
		return nil, fmt.Errorf("zstd: %w", err)
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(MaxPayload))
	if err != nil {
		return nil, fmt.Errorf("zstd: %w", err)
	}
	return &Sealer{
		Rand: rand.Reader, repo: ring.Repo, ring: ring, encoder: encoder, decoder: decoder,
		ciphers: make(map[prep.ID]cipher.AEAD), nameKeys: make(map[prep.ID][]byte),
	}, nil
}

// Seal compresses and encrypts a payload under the current epoch. The result opens only under the same key of the
// bucket. ErrTooLarge: the payload is longer than MaxPayload or the result than MaxObject.
func (s *Sealer) Seal(key string, payload []byte) ([]byte, error) {
	name, err := boundName(key)
	if err != nil {
		return nil, err
	}
	if len(payload) > MaxPayload {
		return nil, fmt.Errorf("seal %q: %w: %d bytes", key, ErrTooLarge, len(payload))
	}
	aead, err := s.cipher(s.ring.Current)
	if err != nil {
		return nil, fmt.Errorf("seal %q: %w", key, err)
	}
	plain := s.encoder.EncodeAll(payload, make([]byte, lengthSize, lengthSize+len(payload)/2+64))
	binary.BigEndian.PutUint32(plain, uint32(len(plain)-lengthSize))
	padded := padme(len(plain))
	if envelopeSize+padded > MaxObject {
		return nil, fmt.Errorf("seal %q: %w: %d bytes sealed, at most %d", key, ErrTooLarge, envelopeSize+padded, MaxObject)
	}
	plain = append(plain, make([]byte, padded-len(plain))...)

	sealed := make([]byte, nonceEnd, envelopeSize+padded)
	copy(sealed, envelopeMagic)
	sealed[4] = envelopeVersion
	binary.BigEndian.PutUint64(sealed[6:], uint64(s.ring.Current))
	if _, err := io.ReadFull(s.Rand, sealed[headerSize:nonceEnd]); err != nil {
		return nil, fmt.Errorf("seal %q: %w", key, err)
	}
	return aead.Seal(sealed, sealed[headerSize:nonceEnd], plain, s.additional(sealed, name)), nil
}

// Open returns the payload of an object that was found under the key. limit is the most bytes that it may have; 0 or
// more than MaxPayload means MaxPayload. Nothing larger is ever allocated, whatever the object declares.
func (s *Sealer) Open(key string, sealed []byte, limit int) ([]byte, error) {
	name, err := boundName(key)
	if err != nil {
		return nil, err
	}
	if limit <= 0 || limit > MaxPayload {
		limit = MaxPayload
	}
	payload, err := s.open(name, sealed, limit)
	if err != nil {
		return nil, fmt.Errorf("open %q: %w", key, err)
	}
	return payload, nil
}

func (s *Sealer) open(name string, sealed []byte, limit int) ([]byte, error) {
	switch {
	case len(sealed) > MaxObject:
		return nil, fmt.Errorf("%w: %d bytes", ErrTooLarge, len(sealed))
	case len(sealed) < headerSize, !bytes.HasPrefix(sealed, []byte(envelopeMagic)):
		return nil, fmt.Errorf("%w: not an object of prep", ErrTampered)
	case sealed[4] > envelopeVersion, sealed[4] == envelopeVersion && sealed[5] != 0:
		return nil, fmt.Errorf("%w: envelope %d, flags %#x", ErrNewerFormat, sealed[4], sealed[5])
	case sealed[4] != envelopeVersion, len(sealed) < envelopeSize+lengthSize:
		return nil, fmt.Errorf("%w: cut short", ErrTampered)
	}
	aead, err := s.cipher(prep.ID(binary.BigEndian.Uint64(sealed[6:])))
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, sealed[headerSize:nonceEnd], sealed[nonceEnd:], s.additional(sealed, name))
	if err != nil {
		return nil, ErrTampered
	}
	length := int(binary.BigEndian.Uint32(plain))
	if length > len(plain)-lengthSize {
		return nil, fmt.Errorf("%w: declares %d bytes of %d", ErrTampered, length, len(plain)-lengthSize)
	}
	return s.decompress(plain[lengthSize:lengthSize+length], limit)
}

// decompress unpacks a frame into memory of the size that it declares, once that is known to be within the limit.
func (s *Sealer) decompress(frame []byte, limit int) ([]byte, error) {
	var header zstd.Header
	if err := header.Decode(frame); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTampered, err)
	}
	if !header.HasFCS {
		return nil, fmt.Errorf("%w: a frame that does not say its size", ErrTampered)
	}
	if header.FrameContentSize > uint64(limit) {
		return nil, fmt.Errorf("%w: %d bytes unpacked", ErrTooLarge, header.FrameContentSize)
	}
	payload, err := s.decoder.DecodeAll(frame, make([]byte, 0, header.FrameContentSize))
	switch {
	case errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded), len(payload) > limit:
		return nil, fmt.Errorf("%w: more than %d bytes unpacked", ErrTooLarge, limit)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrTampered, err)
	}
	return payload, nil
}

// additional is what an object is bound to without holding it: its header, its repository and its name.
func (s *Sealer) additional(sealed []byte, name string) []byte {
	data := make([]byte, headerSize, headerSize+8+len(name))
	copy(data, sealed)
	data = binary.BigEndian.AppendUint64(data, uint64(s.repo))
	return append(data, name...)
}

func (s *Sealer) cipher(epoch prep.ID) (cipher.AEAD, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if aead, known := s.ciphers[epoch]; known {
		return aead, nil
	}
	master, known := s.ring.Keys[epoch]
	if !known {
		return nil, ErrEpochUnknown
	}
	salt := binary.BigEndian.AppendUint64(nil, uint64(s.repo))
	key, err := hkdf.Key(sha256.New, master[:], salt, keyInfo, chacha20poly1305.KeySize)
	if err != nil {
		return nil, fmt.Errorf("derive the key of epoch %s: %w", epoch, err)
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("derive the key of epoch %s: %w", epoch, err)
	}
	s.ciphers[epoch] = aead
	return aead, nil
}

func boundName(key string) (string, error) {
	name, found := strings.CutPrefix(key, keyRoot)
	if !found || name == "" {
		return "", fmt.Errorf("key %q: %w: does not begin with %s", key, ErrKey, keyRoot)
	}
	return name, nil
}

// BatchHash returns the hash that a batch carries in its name: the first 16 hex digits of the SHA-256 of its sealed bytes.
func BatchHash(sealed []byte) string {
	sum := sha256.Sum256(sealed)
	return hex.EncodeToString(sum[:])[:hashLength]
}
